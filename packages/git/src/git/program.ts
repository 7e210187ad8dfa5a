import path from 'node:path';
import { internalCall, ToolError } from '@mcp-reference/kit';
import { withParameters } from './hardening.ts';
import { runToEnd } from './process.ts';

/** The git that is driven. */
export interface GitProgram {
  /** Absolute: what stands in a work tree or the current folder is never taken for git. */
  path: string;
  version: readonly [number, number, number];
}

const oldest: readonly [number, number] = [2, 30];
const startLimit = 10_000;

export const atLeast = ({ version: [major, minor] }: GitProgram, wanted: readonly [number, number]): boolean =>
  major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);

/** The program and the environment of a process of this git: before git 2.31 overrides were read from another variable. */
export const startOf = (
  program: GitProgram,
  env: Readonly<Record<string, string>>,
): { program: string; env: Readonly<Record<string, string>> } => ({
  program: program.path,
  env: atLeast(program, [2, 31]) ? env : withParameters(env),
});

/**
 * Finds git: the one that was named, or the first on the PATH that is not inside an allowed folder.
 * @throws ToolError `unavailable` when there is none, or it is too old.
 */
export async function findGit(
  named: string | undefined,
  env: Readonly<Record<string, string>>,
  roots: readonly string[],
  { platform = process.platform, run = outputOf }: { platform?: NodeJS.Platform; run?: typeof outputOf } = {},
): Promise<GitProgram> {
  const name = platform === 'win32' ? 'git.exe' : 'git';
  const searched = (env['PATH'] ?? env['Path'] ?? '')
    .split(path.delimiter)
    .filter(
      (folder) =>
        path.isAbsolute(folder) && !roots.some((root) => folder === root || folder.startsWith(root + path.sep)),
    )
    .map((folder) => path.join(folder, name));
  for (const candidate of named === undefined ? searched : [path.resolve(named)]) {
    if (platform === 'darwin' && candidate === shim && (await run(developerTools, ['-p'], env)) === undefined) continue;
    const told = await run(candidate, ['--version'], env);
    if (told === undefined) continue;
    const numbers = /git version (\d+)\.(\d+)(?:\.(\d+))?/.exec(told);
    if (numbers === null) continue;
    const found: GitProgram = {
      path: candidate,
      version: [Number(numbers[1]), Number(numbers[2]), Number(numbers[3] ?? 0)],
    };
    if (atLeast(found, oldest)) return found;
    throw new ToolError(
      'unavailable',
      `git ${found.version.join('.')} is too old; this server needs ${oldest.join('.')} or newer. Install a newer git.`,
      { retryable: false },
    );
  }
  throw new ToolError(
    'unavailable',
    `git is not installed, or not on the PATH of this server. ${platform === 'darwin' ? 'Run "xcode-select --install" or "brew install git" in a terminal' : 'Install git 2.30 or newer'}, or start with --git <program>.`,
    { retryable: false },
  );
}

/** Without the developer tools, this program of macOS is no git: each start opens a dialog that offers to install them. */
const shim = '/usr/bin/git';
/** Fails, without a dialog, if the developer tools are not installed. */
const developerTools = '/usr/bin/xcode-select';

/** The output of a program that ended well; undefined for any other. */
async function outputOf(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    const { stdout, code } = await runToEnd({
      program,
      args,
      cwd: path.dirname(program),
      env,
      call: internalCall(startLimit),
      most: 1_000,
    });
    return code === 0 ? stdout.toString() : undefined;
  } catch {
    return undefined;
  }
}
