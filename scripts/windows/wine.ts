import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { root } from '../packages.ts';
import { inWindowsFolder, windowsFolder, wineRoot } from './folders.ts';

export interface Run {
  code: number;
  output: string;
}

/**
 * Runs a command inside the Debian that has Wine, in a separate mount namespace: the mounts end with the command, and the rest of
 * the machine never sees them. The Windows folder is /windows there, this repository /repository, read-only.
 */
export function inWine(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const script = `set -e
wine=$1 windows=$2 repository=$3; shift 3
mkdir -p "$wine/windows" "$wine/repository"
mount --bind "$windows" "$wine/windows"
mount --bind "$repository" "$wine/repository"
mount -o remount,bind,ro "$wine/repository"
mount --rbind /dev "$wine/dev"
mount -t proc proc "$wine/proc"
exec chroot "$wine" env -i "$@"`;
  const settings = {
    PATH: '/usr/bin:/bin',
    HOME: '/windows/home',
    XDG_RUNTIME_DIR: '/windows/home',
    WINEPREFIX: '/windows/prefix',
    WINEDEBUG: '-all',
    // Without it Wine cannot make names beyond ASCII.
    LC_ALL: 'C.UTF-8',
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
    ...env,
  };
  const variables = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return run('unshare', [
    '--mount',
    'bash',
    '-c',
    script,
    'bash',
    wineRoot,
    windowsFolder,
    root,
    ...variables,
    ...command,
  ]);
}

/**
 * Runs a program to its end and returns its output, which goes through a file: programs of Windows cannot open the pipes of Linux.
 */
export async function run(program: string, args: readonly string[], cwd = root): Promise<Run> {
  const file = inWindowsFolder(`output-${randomUUID()}.txt`);
  const output = openSync(file, 'w');
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn(program, args, { cwd, stdio: ['ignore', output, output], env });
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve(status ?? 1));
    });
    return { code, output: readFileSync(file, 'utf8') };
  } finally {
    closeSync(output);
    rmSync(file, { force: true });
  }
}

/** @throws Error with the end of what the program printed, when it fails. */
export async function must(running: Promise<Run>, what: string): Promise<string> {
  const { code, output } = await running;
  if (code !== 0) throw new Error(`${what} failed (exit code ${code}):\n${output.slice(-2_000)}`);
  return output;
}
