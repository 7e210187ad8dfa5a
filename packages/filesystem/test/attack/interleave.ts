import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { secret, type Arena, type Swap } from './arena.ts';

const hooked = [
  'accessSync',
  'chmodSync',
  'closeSync',
  'existsSync',
  'fchmodSync',
  'fstatSync',
  'ftruncateSync',
  'futimesSync',
  'linkSync',
  'lstatSync',
  'mkdirSync',
  'openSync',
  'opendirSync',
  'readFileSync',
  'readSync',
  'readdirSync',
  'readlinkSync',
  'realpathSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
  'statSync',
  'symlinkSync',
  'unlinkSync',
  'utimesSync',
  'writeFileSync',
  'writeSync',
] as const;

/**
 * Calls `before` ahead of every file system call that `act` makes; returns their number. An error of `before` becomes that
 * of the call. The calls that `before` makes are not counted, nor are reads of the table of mounts and of the run delay,
 * which happen now and then.
 */
export function betweenCalls(act: () => void, before: (call: number, name: string, args: unknown[]) => void): number {
  let calls = 0;
  let isInBefore = false;
  const locks = new Set<string>();
  const targets: [object, string][] = [
    ...hooked.map((name): [object, string] => [fs, name]),
    [process, 'chdir'],
    [process, 'cwd'],
  ];
  const replaced = targets.map(([on, name]) => {
    const original: unknown = Reflect.get(on, name);
    if (typeof original !== 'function') throw new Error(`There is no ${name}.`);
    const wrapped = (...args: unknown[]): unknown => {
      if (!isInBefore && !isNowAndThen(name, args[0])) {
        isInBefore = true;
        if (name === 'writeFileSync' && /mcp-locks-/.test(String(args[0]))) locks.add(String(args[0]));
        try {
          before(calls++, name, args);
        } finally {
          isInBefore = false;
        }
      }
      return Reflect.apply(original, on, args);
    };
    Reflect.set(on, name, Object.assign(wrapped, original));
    return { on, name, original };
  });
  try {
    act();
  } finally {
    for (const { on, name, original } of replaced) Reflect.set(on, name, original);
    for (const lock of locks) removeOwn(lock);
  }
  return calls;
}

/**
 * Lets the programs that copy attributes succeed without being started, for all tests of a file. They get open files,
 * which nobody can swap, and cost more than everything else here. inline.test.ts and disks.test.ts run them.
 */
export function skipPrograms(): void {
  const { spawnSync } = childProcess;
  const set = (value: unknown) => {
    Reflect.set(childProcess, 'spawnSync', value);
    syncBuiltinESMExports();
  };
  beforeAll(() => set(() => ({ status: 0, stdout: '', stderr: '' })));
  afterAll(() => set(spawnSync));
}

/**
 * Removes a write lock that a simulated crash left. This process lives on, so others would wait for it: a lock is named
 * after its folder's inode, which the next folder of another test can have.
 */
function removeOwn(lock: string): void {
  try {
    // The crash can have cut the number in it.
    if (String(process.pid).startsWith(fs.readFileSync(lock, 'utf8'))) fs.unlinkSync(lock);
  } catch {
    // It was released.
  }
}

const { readlinkSync } = fs;

/** True for a call that reads the kernel's table of mounts or this process's run delay. */
function isNowAndThen(name: string, on: unknown): boolean {
  if (name === 'openSync') return on === '/proc/self/mountinfo' || on === '/proc/self/schedstat';
  if (name !== 'readSync' || process.platform !== 'linux') return false;
  try {
    return /\/(?:mountinfo|schedstat)$/.test(readlinkSync(`/proc/self/fd/${String(on)}`));
  } catch {
    return false;
  }
}

/** Makes the attacker's two moves. */
export interface Swapper {
  swap(): void;
  restore(): void;
}

export function swapper(kind: Swap, arena: Arena): Swapper {
  if (kind === 'parent') return folderSwapper(path.join(arena.field, 'd'));
  if (kind === 'root') return folderSwapper(arena.field);
  const next = path.join(arena.calm, '.next');
  const put = (make: () => void, name: string) => {
    make();
    fs.renameSync(next, path.join(arena.field, name));
  };
  if (kind === 'retarget') {
    return {
      swap: () => put(() => fs.symlinkSync(arena.outside, next), 'l'),
      restore: () => put(() => fs.symlinkSync('d', next), 'l'),
    };
  }
  return {
    swap: () => put(() => fs.symlinkSync(path.join(arena.outside, 'leaf.txt'), next), 'leaf.txt'),
    restore: () => put(() => fs.writeFileSync(next, 'plain\n'), 'leaf.txt'),
  };
}

function folderSwapper(name: string): Swapper {
  const isSwapped = () => fs.lstatSync(`${name}.real`, { throwIfNoEntry: false }) !== undefined;
  return {
    swap() {
      if (isSwapped()) return;
      fs.renameSync(name, `${name}.real`);
      fs.renameSync(`${name}.link`, name);
    },
    restore() {
      if (!isSwapped()) return;
      fs.renameSync(name, `${name}.link`);
      fs.renameSync(`${name}.real`, name);
    },
  };
}

/** When the attacker swaps and restores: before which calls. */
export interface Schedule {
  name: string;
  isSwapped(call: number): boolean;
}

/** Every moment to swap or restore for so many calls (`lengths`), in an operation of so many calls. */
export function schedules(calls: number, lengths: readonly number[]): Schedule[] {
  const found: Schedule[] = [];
  for (let k = 0; k <= calls; k++) {
    for (const length of lengths) {
      const within = (call: number) => call >= k && call < k + length;
      const when = length === Infinity ? `from call ${k}` : `for calls ${k} to ${k + length - 1}`;
      found.push({ name: `swapped ${when}`, isSwapped: within });
      found.push({ name: `restored ${when}`, isSwapped: (call) => !within(call) });
    }
  }
  return found;
}

/** When anything outside was last changed: also shows what was made there and removed again. */
export function touched({ outside, beyond }: Arena): string {
  const files = ['target.txt', 'append.txt', 'edit.txt', `${secret}-name.txt`].map((name) => path.join(beyond, name));
  const changes = [outside, beyond, path.join(outside, 'leaf.txt'), ...files].map((file) => {
    const stat = fs.statSync(file, { bigint: true });
    return stat.isDirectory() ? stat.mtimeNs : stat.ctimeNs;
  });
  return changes.join(' ');
}
