import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Place } from './backends.ts';
import { inlineOperations } from '../../src/operations/inline.ts';
import { operations, type FileOperations } from '../../src/operations/index.ts';
import { Confined } from '../../../kit/src/sandbox/helper/confined.ts';
import { descriptorBackend } from '../../../kit/src/sandbox/helper/descriptor.ts';
import type { Job, Operation, ParamsOf, ResultOf } from '../../../kit/src/sandbox/helper/job.ts';
import { portableBackend, stagingIn } from '../../../kit/src/sandbox/helper/portable.ts';
import { Inline } from '../../../kit/src/sandbox/inline/inline.ts';
import { identityAt } from '../../../kit/src/sandbox/helper/held-root.ts';
import { Roots } from '../../../kit/src/sandbox/helper/roots.ts';

/** In the content and in a name of what is outside, and of nothing inside. */
export const secret = 'TOPSECRET';

/** The folders of the attack. */
export interface Arena {
  base: string;
  root: string;
  /** In the root: where the attacker swaps. */
  field: string;
  /** In the field, below what is swapped: where the files are. */
  inner: string;
  /** In the root: where nobody swaps. */
  calm: string;
  outside: string;
  /** Outside, where the files are. */
  beyond: string;
}

/**
 * Folders between the swapped one and the files. Code that checks a path name by name takes long enough on the way
 * for the swap to fall between its check and its use.
 */
export const maze = 'm/'.repeat(40).slice(0, -1);

/** The same where each swap is made at a chosen call, so that the way needs no length, and fewer calls are cheaper. */
export const shortMaze = 'm/m/m';

/** In memory where that is to be had: there the attacker swaps several times as often. */
export const quickFolder = ['/dev/shm', os.tmpdir()].find((folder) => isWritable(folder)) ?? os.tmpdir();

function isWritable(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function makeArena(below = maze): Arena {
  const base = fs.realpathSync(fs.mkdtempSync(path.join(quickFolder, 'mcp-race-')));
  const root = path.join(base, 'root');
  const field = path.join(root, 'field');
  const outside = path.join(base, 'outside');
  const arena = {
    base,
    root,
    field,
    inner: path.join(field, 'd', below),
    calm: path.join(root, 'calm'),
    outside,
    beyond: path.join(outside, below),
  };
  for (const folder of [arena.inner, arena.calm, arena.beyond]) fs.mkdirSync(folder, { recursive: true });
  // The same names inside and outside, so that whatever is led astray finds something.
  for (const name of ['file.txt', 'target.txt', 'edit.txt', 'append.txt']) {
    fs.writeFileSync(path.join(arena.inner, name), 'plain, end\n');
    fs.writeFileSync(path.join(arena.beyond, name), `${secret}, end\n`);
  }
  for (const folder of [outside, arena.beyond]) {
    for (const name of ['name', 'twin']) fs.writeFileSync(path.join(folder, `${secret}-${name}.txt`), `${secret}\n`);
    fs.mkdirSync(path.join(folder, `${secret}-empty`));
  }
  fs.writeFileSync(path.join(outside, 'leaf.txt'), `${secret}, end\n`);
  fs.writeFileSync(path.join(arena.field, 'leaf.txt'), 'plain\n');
  fs.symlinkSync(arena.outside, path.join(arena.field, 'd.link'));
  fs.symlinkSync(arena.outside, `${arena.field}.link`);
  fs.symlinkSync('d', path.join(arena.field, 'l'));
  return arena;
}

export type Swap = 'parent' | 'retarget' | 'leaf' | 'fifo' | 'root' | 'none';

export interface Attacker {
  /** Resolves when the attack runs, to the number of swaps of the one before. `pause`: microseconds after each swap. */
  command(swap: Swap, where: { field: string; outside: string }, pause?: number): Promise<number>;
  /** Resolves when everything is as it was and the process has ended. */
  stop(): Promise<void>;
}

const attackerProgram = fileURLToPath(new URL('attacker.mjs', import.meta.url));

export function startAttacker(): Attacker {
  const child = spawn(process.execPath, [attackerProgram], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = readline.createInterface(child.stdout)[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  return {
    async command(swap, { field: folder, outside }, pause = 0) {
      child.stdin.write(`${JSON.stringify({ swap, pause, folder, outside })}\n`);
      const { done, value } = await answers.next();
      if (done) throw new Error('The attacker ended.');
      return Number(value);
    },
    async stop() {
      child.stdin.end();
      const [code] = await ended;
      if (code !== 0) throw new Error(`The attacker ended with ${String(code)}.`);
    },
  };
}

/** Does one operation of the server, as its helper would. */
export type Do = <K extends keyof FileOperations>(
  operation: K,
  params: ParamsOf<FileOperations[K]>,
) => ResultOf<FileOperations[K]>;

export interface Sandboxed {
  act: Do;
  close(): void;
}

/** The sandbox in this process: what a helper or the server builds for its roots, without the way to it. */
export function sandboxed(roots: readonly string[], mode: Place): Sandboxed {
  const home = process.cwd();
  const real = roots.map((root) => fs.realpathSync(root));
  const specs = roots.map((root, i) => ({
    path: root,
    real: real[i] ?? root,
    writable: true,
    identity: identityAt(root) ?? '',
  }));
  const backend = mode !== 'portable' ? descriptorBackend : portableBackend((folder) => stagingIn(specs, folder));
  const held = new Roots(specs, backend, { platform: process.platform, home: os.homedir() }, undefined);
  const job: Job = { deadline: Infinity, overdue: () => false, cancelled: () => false, progress() {}, afterwards() {} };
  const inline =
    mode === 'inline' ? new Inline(specs, undefined, { load: async () => ({}), time: Infinity }) : undefined;
  const options = { signal: new AbortController().signal, deadline: Infinity };
  const inServer: Readonly<Record<string, unknown>> = inlineOperations;
  return {
    act(operation, params) {
      const act = operations[operation] as Operation<Confined, never, unknown>;
      const done = inServer[operation] === undefined ? undefined : inline?.attempt(act, params, options);
      if (done !== undefined) {
        if ('error' in done) throw done.error;
        return done.value as never;
      }
      const confined = new Confined({ backend, roots: held, open: new Set() });
      try {
        return finish(act(confined, params as never, job)) as never;
      } finally {
        confined.close();
        backend.rest();
      }
    },
    close() {
      inline?.close();
      held.close();
      // The portable backend walks about in the file system, and this process has other things to do.
      process.chdir(home);
    },
  };
}

function finish(result: unknown): unknown {
  if (!isGenerator(result)) return result;
  for (;;) {
    const step = result.next();
    if (step.done) return step.value;
  }
}

const isGenerator = (value: unknown): value is Generator<unknown, unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value;
