import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { command } from '../npm.ts';
import { root, serverPackages } from '../packages.ts';
import { driveC, nodeProgram, windowsFolder } from './folders.ts';
import { inWine, run } from './wine.ts';

/** One folder of modules, with the native ones for Windows. */
const settings = `nodeLinker: hoisted
supportedArchitectures:
  os: [win32]
  cpu: [x64]
`;

/** Puts the repository's files, the built servers and all modules for Windows into C:\\repo. */
export async function installRepository(): Promise<void> {
  console.log('Installing the repository ...');
  const copy = driveC('repo');
  rmSync(copy, { recursive: true, force: true });
  const { output } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  for (const file of output.split('\0').filter((name) => name !== '' && existsSync(path.join(root, name)))) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(copy, file), { dereference: true });
  }
  for (const { folder } of serverPackages())
    cpSync(path.join(folder, 'dist'), path.join(copy, path.relative(root, folder), 'dist'), { recursive: true });
  appendFileSync(path.join(copy, 'pnpm-workspace.yaml'), settings);
  await command('pnpm', ['install', '--frozen-lockfile', '--ignore-scripts', '--silent'], copy);
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs vitest on Windows' Node in C:\\repo, and prints what it prints. */
export async function runVitest(version: string, files: readonly string[]): Promise<Counts> {
  const report = driveC('repo', 'report.json');
  rmSync(report, { force: true });
  const node = nodeProgram(version).replace(windowsFolder, '/windows');
  const vitest = [
    'C:\\repo\\node_modules\\vitest\\vitest.mjs',
    'run',
    '--config',
    'vitest.windows.config.ts',
    ...files,
  ];
  const shell = ['sh', '-c', 'cd /windows/prefix/drive_c/repo && exec wine "$@"', 'sh', node, ...vitest];
  const { output } = await inWine(shell, { NODE_NO_WARNINGS: '1', CI: '1', NO_COLOR: '1' });
  console.log(output);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counts: Record<string, number> = JSON.parse(readFileSync(report, 'utf8'));
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = counts;
  const failedFiles = counts['numFailedTestSuites'] ?? 0;
  return { passed, failed: Math.max(failed, failedFiles), skipped };
}
