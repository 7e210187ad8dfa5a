import { spawn } from 'node:child_process';
import path from 'node:path';

export interface Finished {
  code: number | null;
  /** Its output on both streams. */
  output: string;
  isOverdue: boolean;
}

/**
 * Runs a program to its end in a new process group, without a terminal, and without the variables of this
 * process: they may hold real keys.
 */
export function run(
  command: string,
  args: readonly string[],
  { cwd, home, env, timeout }: { cwd: string; home: string; env: Readonly<Record<string, string>>; timeout: number },
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(path.delimiter),
        HOME: home,
        TMPDIR: home,
        LANG: 'C.UTF-8',
        NO_COLOR: '1',
        CI: '1',
        ...env,
      },
    });
    let output = '';
    let isOverdue = false;
    const end = (): void => {
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // The group has ended.
      }
    };
    const timer = setTimeout(() => {
      isOverdue = true;
      end();
    }, timeout);
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      end();
      resolve({ code, output, isOverdue });
    });
  });
}
