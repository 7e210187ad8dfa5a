/** CPU time and memory of a process and its children, from /proc (proc(5)). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Usage } from './types.ts';

export const hasProc = process.platform === 'linux' && existsSync('/proc/self/stat');

// proc(5) gives times in clock ticks; USER_HZ is 100 on every architecture that Node supports.
const msPerTick = 10;

interface Stat {
  readonly parent: number;
  readonly ownMs: number;
  readonly reapedChildrenMs: number;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // The process ended between listing and reading.
  }
}

function stat(pid: number | 'self'): Stat | undefined {
  const line = read(`/proc/${pid}/stat`);
  if (line === undefined) return undefined;
  // The second field is the name in parentheses and can contain spaces; the rest starts after the last parenthesis.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3] ?? 0);
  return {
    parent: field(4),
    ownMs: (field(14) + field(15)) * msPerTick,
    reapedChildrenMs: (field(16) + field(17)) * msPerTick,
  };
}

/**
 * Returns the CPU time of this process's exited children. It grows by the usage of a program once that was waited for.
 */
export function reapedCpuMs(): number {
  return hasProc ? (stat('self')?.reapedChildrenMs ?? 0) : 0;
}

/** Returns the process itself, then its living descendants. */
export function processTree(root: number): number[] {
  if (!hasProc) return [root];
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = stat(pid)?.parent;
    if (parent === undefined) continue;
    const siblings = children.get(parent);
    if (siblings) siblings.push(pid);
    else children.set(parent, [pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function memoryMb(pid: number): { now: number; peak: number } {
  const status = read(`/proc/${pid}/status`) ?? '';
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return { now: (kib('VmRSS') * 1024) / 1e6, peak: (kib('VmHWM') * 1024) / 1e6 };
}

/** The RSS of a tree is the sum over its processes: shared pages (the code of Node) count once for each. */
export function usageOf(root: number): Usage | undefined {
  if (!hasProc) return undefined;
  const tree = processTree(root);
  const memory = tree.map(memoryMb);
  const first = memory[0] ?? { now: 0, peak: 0 };
  const times = tree.map((pid) => stat(pid));
  return {
    cpuMs: times.reduce((sum, time) => sum + (time ? time.ownMs + time.reapedChildrenMs : 0), 0),
    rssMb: first.now,
    treeRssMb: memory.reduce((sum, { now }) => sum + now, 0),
    peakRssMb: first.peak,
    treePeakRssMb: memory.reduce((sum, { peak }) => sum + peak, 0),
  };
}
