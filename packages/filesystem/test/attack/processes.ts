import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

export { isRunning } from '@mcp-reference/kit/testing';

/** The processes that `pid` started. */
export function childrenOf(pid: number): number[] {
  return table()
    .filter(({ parent }) => parent === pid)
    .map(({ pid: child }) => child);
}

function table(): { pid: number; parent: number }[] {
  if (!fs.existsSync('/proc/self/stat')) {
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .map(([pid = 0, parent = 0]) => ({ pid, parent }));
  }
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name in parentheses may hold anything; after it come state and parent (proc(5)).
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent) }];
    } catch {
      return [];
    }
  });
}

/** Waits until `holds` is true; false when that took longer than `limit` milliseconds. */
export async function eventually(holds: () => boolean, limit = 120_000): Promise<boolean> {
  for (const end = Date.now() + limit; Date.now() < end;) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return holds();
}

/** Returns the open files of a process, as the kernel names them. */
export const openFilesOf = (pid: number): string[] =>
  fs.readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [fs.readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });

/** Signals a process that may have ended by itself just now. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

const stopped = new Set<number>();

/** Makes a process stand still in the middle of whatever it does: to its parent, a file system that never answers. */
export function stop(pid: number): void {
  stopped.add(pid);
  signal(pid, 'SIGSTOP');
}

/** Lets go on what was stopped and is still there. */
export function goOn(): void {
  for (const pid of stopped) signal(pid, 'SIGCONT');
  stopped.clear();
}
