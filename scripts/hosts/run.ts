import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
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

/** Ends what a host left running outside of its process group, such as a daemon: its environment names the scratch home. */
export function endDaemons(home: string): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const variables = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      if (variables.includes(`HOME=${home}`)) process.kill(Number(name), 'SIGKILL');
    } catch {
      // It has ended, or belongs to another user.
    }
  }
}
