import os from 'node:os';
import { parentPort, type MessagePort } from 'node:worker_threads';
import { ToolError } from '../../errors.ts';
import { errnoOf } from '../errno.ts';
import { decoder, encode, type FromHelper, type ToHelper } from '../wire.ts';
import type { Backend } from './backend.ts';
import { Confined } from './confined.ts';
import { descriptorBackend, descriptorsWork } from './descriptor.ts';
import { cancelled, type Job, type Operations } from './job.ts';
import { locate } from './locate.ts';
import { portableBackend } from './portable.ts';
import { contains } from '../paths.ts';
import { Roots, type RootSpec } from './roots.ts';

/** How long an operation may run, in milliseconds, before it looks whether it was cancelled. */
const slice = 10;

/** What every helper can do, whichever server it belongs to. */
const common = { locate };

export type CommonOperations = typeof common;

/** The main loop of a helper process: takes calls on stdin, one at a time, and answers on stdout. */
export function serveHelper(own: Operations<Confined>): void {
  const operations: Operations<Confined> = { ...common, ...own };
  const forced = process.argv.find((argument) => argument.startsWith('--backend='))?.slice('--backend='.length);
  const sets = new Map<number, { specs: RootSpec[]; roots?: Roots }>();
  const waiting: Extract<ToHelper, { type: 'run' }>[] = [];
  const dropped = new Set<number>();
  let current: number | undefined;
  let busy = false;
  let backend: Backend | undefined;
  const home = os.homedir();

  // Links of moves pass through the root that holds their target.
  const staging = (folder: string): string => {
    const holders = [...sets.values()]
      .flatMap(({ specs }) => specs)
      .filter(({ real }) => contains(real, folder, process.platform));
    return holders.sort((a, b) => b.real.length - a.real.length)[0]?.real ?? folder;
  };

  function backendFor(specs: RootSpec[]): Backend {
    const probe = specs[0]?.real;
    if (parentPort !== null && probe !== undefined && !descriptorsWork(probe)) throw new Unfit();
    const descriptors =
      forced === undefined
        ? process.platform === 'linux' && probe !== undefined && descriptorsWork(probe)
        : forced === 'descriptor';
    return (backend ??= descriptors ? descriptorBackend : portableBackend(staging));
  }

  function rootsOf(set: number): { backend: Backend; roots: Roots } {
    const entry = sets.get(set);
    if (entry === undefined) throw new Error(`No roots were given for set ${set}.`);
    const chosen = backendFor(entry.specs);
    entry.roots ??= new Roots(entry.specs, chosen, { platform: process.platform, home });
    return { backend: chosen, roots: entry.roots };
  }

  async function run({ id, set, operation, params, deadline }: Extract<ToHelper, { type: 'run' }>): Promise<void> {
    let confined: Confined | undefined;
    const afterwards: (() => void)[] = [];
    try {
      const act = operations[operation];
      if (act === undefined) throw new Error(`There is no operation "${operation}".`);
      confined = new Confined({ ...rootsOf(set), open: new Set() });
      const job: Job = {
        deadline,
        overdue: () => Date.now() > deadline,
        cancelled: () => dropped.has(id),
        progress: (done, total, message) => send({ type: 'progress', id, done, total, message }),
        afterwards: (task) => void afterwards.push(task),
      };
      const result = act(confined, params as never, job);
      send({ type: 'done', id, value: isGenerator(result) ? await drive(result, job.cancelled) : await result });
      for (const task of afterwards) attempt(task);
    } catch (error) {
      send(error instanceof Unfit ? { type: 'unfit' } : failure(id, error));
    } finally {
      confined?.close();
      dropped.delete(id);
      backend?.rest();
    }
  }

  async function next(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
      current = call.id;
      await run(call);
    }
    current = undefined;
    busy = false;
  }

  const take = (message: ToHelper): void => {
    if (message.type === 'roots') sets.set(message.set, { specs: message.roots });
    else if (message.type === 'run') waiting.push(message);
    else if (message.id === current) dropped.add(message.id);
    else {
      const at = waiting.findIndex(({ id }) => id === message.id);
      if (at !== -1) waiting.splice(at, 1);
    }
    void next();
  };
  port.listen(take);
  send({ type: 'ready' });
}

interface Port {
  listen(take: (message: ToHelper) => void): void;
  send(message: FromHelper): void;
}

/** The way to the server: messages to a thread, lines on stdin and stdout to a process. */
const port: Port =
  parentPort === null
    ? {
        listen(take) {
          process.stdin.on('data', decoder<ToHelper>(take));
          process.stdin.on('end', () => process.exit(0));
        },
        send: (message) => void process.stdout.write(encode(message)),
      }
    : threadPort(parentPort);

function threadPort(parent: MessagePort): Port {
  return { listen: (take) => void parent.on('message', take), send: (message) => parent.postMessage(message) };
}

const { send } = port;

async function drive<R>(steps: Generator<undefined, R>, dropped: () => boolean): Promise<R> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < slice) continue;
    await new Promise(setImmediate);
    since = performance.now();
    // Thrown inside the operation, so that it cleans up.
    if (dropped()) steps.throw(cancelled());
  }
}

/** Housekeeping may fail: the call it follows has been answered. */
function attempt(task: () => void): void {
  try {
    task();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}

/** Thrown in a thread that would have to change the current folder, which is the whole process's. */
class Unfit extends Error {}

const isGenerator = (value: unknown): value is Generator<undefined, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  Symbol.iterator in value &&
  'next' in value &&
  typeof value.next === 'function';

function failure(id: number, error: unknown): FromHelper {
  if (error instanceof ToolError) return { type: 'failed', id, code: error.code, message: error.message };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'broke', id, stack: `${errnoOf(error) ?? ''} ${stack}`.trim() };
}
