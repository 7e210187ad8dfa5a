import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Session } from '@mcp-reference/kit/testing';
import { vi } from 'vitest';

/** The engines of a server (proc(5): the name in parentheses may hold anything, so it is cut off first). */
export function enginesOf(session: Session): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return state !== 'Z' && Number(parent) === session.pid();
      } catch {
        return false;
      }
    });
}

export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export const gone = (pid: number): Promise<void> =>
  vi.waitFor(
    () => {
      if (isRunning(pid)) throw new Error(`${pid} still runs`);
    },
    { timeout: 120_000 },
  );

/** Processor time that a process has used, in clock ticks: a process that is stuck in a query uses it up. */
const ticksOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

/** The memory that a process holds. */
export const megabytesOf = (pid: number): number =>
  (Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024) / 1_000_000;

/** Processor time that a server and its engines have used, in seconds. Waiting for a disk or for other programs is none. */
export function secondsOf(session: Session): number {
  if (process.platform !== 'linux') return 0;
  const pids = [session.pid() ?? 0, ...enginesOf(session)];
  return pids.reduce((sum, pid) => sum + ticksOf(pid), 0) / 100;
}

/** Waits until an engine of the server has worked on something for a while, and tells which. */
export async function busyEngine(session: Session): Promise<number> {
  const before = new Map<number, number>();
  return vi.waitFor(
    () => {
      for (const pid of enginesOf(session)) {
        const now = ticksOf(pid);
        const first = before.get(pid) ?? now;
        before.set(pid, first);
        if (now - first >= 15) return pid;
      }
      throw new Error('No engine is busy.');
    },
    { timeout: 120_000, interval: 50 },
  );
}

/** The engine that has written its journal and sleeps until a reader lets it commit. */
export const waitingToCommit = (session: Session, journal: string): Promise<number> => {
  let asleep = 0;
  return vi.waitFor(
    () => {
      const writer = enginesOf(session).find((pid) => openFilesOf(pid).includes(journal));
      const sleeps = writer !== undefined && /^State:\s+S/m.test(readFileSync(`/proc/${writer}/status`, 'utf8'));
      asleep = sleeps ? asleep + 1 : 0;
      if (writer === undefined || asleep < 10) throw new Error('No engine waits.');
      return writer;
    },
    { timeout: 120_000, interval: 20 },
  );
};

const openFilesOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
