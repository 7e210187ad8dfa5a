// The checks beside the tests: types, lint with the import rules, format, generated files, documents, packages, sizes, language.
import { spawn } from 'node:child_process';

const checks: [name: string, command: string, args: string[]][] = [
  ['types', 'tsc', []],
  ['types of views', 'tsc', ['-p', 'packages/views']],
  ['lint', 'oxlint', []],
  ['format', 'oxfmt', ['--check']],
  ['generated files', 'node', ['scripts/generate.ts', '--check']],
  ['documents', 'node', ['scripts/check-docs.ts']],
  ['package contents', 'node', ['scripts/check-packages.ts']],
  ['sizes', 'node', ['scripts/sizes.ts']],
  ['style', 'node', ['scripts/style.ts']],
  ['spelling', 'node', ['scripts/spell.ts']],
];

let failed = 0;
for (const [name, command, args] of checks) {
  const { code, output } = await run(command, args);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name}`);
  if (code !== 0) {
    failed++;
    console.log(output);
  }
}
process.exitCode = failed === 0 ? 0 : 1;

function run(command: string, args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
