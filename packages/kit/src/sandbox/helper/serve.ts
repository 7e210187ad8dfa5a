import os from 'node:os';
import { Socket } from 'node:net';
import { ToolError } from '../../errors.ts';
import { errnoOf } from '../errno.ts';
import { controlFd, decoder, guardedFlag, type Control, type ToHelper } from '../wire.ts';
import { takePlain } from './attributes.ts';
import type { Backend } from './backend.ts';
import { Confined } from './confined.ts';
import { Hiding, type HidingOptions } from './hiding.ts';
import { descriptorBackend, descriptorsWork } from './descriptor.ts';
import { giveBack } from './give-back.ts';
import { receive, send } from './inbox.ts';
import { cancelled, isGenerator, type Job, type Operations, type Waiting } from './job.ts';
import { common } from './locate.ts';
import { withNearNames } from './near-names.ts';
import { portableBackend, stagingIn } from './portable.ts';
import { allowedFolders, outsideHint, Roots, type RootSpec } from './roots.ts';
import { startWatchdog } from './watchdog.ts';
import { attempt } from '../../attempt.ts';

/** The time that an operation runs before cancellation is checked, in milliseconds. */
const slice = 10;

/** Messages between two turns of the event loop, in which Node frees what libraries hold outside the heap. */
const restEvery = 32;

/** The maximum number of sets of roots held open. A client that changes its roots creates a new one each time. */
const mostSets = 4;

/** The minimum time between two progress reports, in milliseconds. */
const reportEvery = 200;

const argument = (name: string): string | undefined =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

type Run = Extract<ToHelper, { type: 'run' }>;

export interface ServeOptions {
  /**
   * The last sentence of an error about a path outside the folders, such as which tool lists them. Absent: they are
   * named.
   */
  elsewhere?: string;
  /** The rules for files in the folders that stay hidden. */
  hiding?: HidingOptions;
}

/**
 * Runs the main loop of a helper process: takes calls on stdin, one at a time, and answers on stdout. Exits with its
 * server.
 */
export async function serveHelper(own: Operations<Confined>, { elsewhere, hiding }: ServeOptions = {}): Promise<never> {
  const operations: Operations<Confined> = { ...common, ...own };
  const backends = new Backends(hiding);
  let cancel: number | undefined;
  new Socket({ fd: controlFd, readable: true, writable: false })
    .on(
      'data',
      decoder<Control>((message) => (cancel = message.cancel)),
    )
    .on('error', () => {})
    .unref();

  async function run({ id, set, operation, params, deadline }: Run): Promise<void> {
    let confined: Confined | undefined;
    const began = Date.now();
    watchdog?.busy();
    const afterwards: (() => void)[] = [];
    try {
      const act = operations[operation];
      if (act === undefined) throw new Error(`There is no operation "${operation}".`);
      const held = backends.rootsOf(set);
      outsideHint.text = elsewhere ?? allowedFolders(held.roots);
      confined = new Confined({ ...held, open: new Set() });
      const job: Job = {
        deadline,
        overdue: () => Date.now() > deadline,
        cancelled: () => cancel === id,
        progress: progressOf(id),
        mark: (mark) => send({ type: 'mark', id, mark }),
        afterwards: (task) => void afterwards.push(task),
      };
      const given = act(confined, params as never, job);
      const result = given instanceof Promise ? await given : given;
      const value = isGenerator(result) ? await drive(result, job) : result;
      send({ type: 'done', id, value, plain: takePlain() });
      for (const task of afterwards) attempt(task);
    } catch (error) {
      send(failure(id, withNearNames(error, params, confined)));
    } finally {
      confined?.close();
      backends.rest();
      watchdog?.idle();
    }
    // No shorter call takes so much, and asking costs a system call.
    if (Date.now() - began > slice) await giveBack(limit);
  }

  const limit = numberOf(argument('memory'));
  const watchdog = process.argv.includes(guardedFlag) ? undefined : startWatchdog(limit);
  let handled = 0;
  send({ type: 'ready' });
  for (let message = receive(); message !== undefined; message = receive()) {
    if (message.type === 'roots') backends.know(message.set, message.roots, message.none);
    else await run(message);
    if (++handled % restEvery === 0) await new Promise(setImmediate);
  }
  process.exit(0);
}

/** The backend, chosen when the first folder is known, and its open roots. */
class Backends {
  readonly #sets = new Map<number, { specs: RootSpec[]; none?: string | undefined; roots?: Roots }>();
  readonly #forced = argument('backend');
  readonly #rules = { platform: process.platform, home: os.homedir() };
  readonly #hiding: HidingOptions | undefined;
  #backend: Backend | undefined;

  constructor(hiding: HidingOptions | undefined) {
    this.#hiding = hiding;
  }

  know(set: number, specs: RootSpec[], none: string | undefined): void {
    this.#sets.set(set, { specs, none });
  }

  rootsOf(set: number): { backend: Backend; roots: Roots } {
    const entry = this.#sets.get(set);
    if (entry === undefined) throw new Error(`No roots were given for set ${set}.`);
    const backend = (this.#backend ??= this.#choose(entry.specs[0]?.real));
    const { roots = this.#hold(entry, backend) } = entry;
    // Moved to the end, so that the least recently used set is closed first.
    this.#sets.delete(set);
    this.#sets.set(set, { ...entry, roots });
    const open = [...this.#sets.values()].filter((one) => one.roots !== undefined);
    for (const one of open.slice(0, -mostSets)) {
      one.roots?.close();
      delete one.roots;
    }
    return { backend, roots };
  }

  rest(): void {
    this.#backend?.rest();
  }

  #hold({ specs, none }: { specs: RootSpec[]; none?: string | undefined }, backend: Backend): Roots {
    return new Roots(specs, backend, this.#rules, this.#hiding && new Hiding(this.#hiding), none);
  }

  #choose(probe: string | undefined): Backend {
    const fit = process.platform === 'linux' && probe !== undefined && descriptorsWork(probe);
    const descriptors = this.#forced === undefined ? fit : this.#forced === 'descriptor';
    return descriptors
      ? descriptorBackend
      : portableBackend((folder) =>
          stagingIn(
            [...this.#sets.values()].flatMap(({ specs }) => specs),
            folder,
          ),
        );
  }
}

async function drive<R>(steps: Generator<Waiting | undefined, R>, job: Job): Promise<R> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (typeof step.value === 'function') await step.value();
    if (performance.now() - since < slice) continue;
    await new Promise(setImmediate);
    since = performance.now();
    // Thrown inside the operation, so that it cleans up.
    if (job.cancelled()) steps.throw(cancelled());
  }
}

/** Reports progress at intervals; most calls end before the first report. */
function progressOf(id: number): Job['progress'] {
  let next = performance.now() + reportEvery;
  return (done, total, message) => {
    if (performance.now() < next) return;
    next = performance.now() + reportEvery;
    send({ type: 'progress', id, done, total, message });
  };
}

function failure(id: number, error: unknown): Parameters<typeof send>[0] {
  if (error instanceof ToolError) {
    const { code, message, retryable } = error;
    return { type: 'failed', id, code, message, retryable };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'broke', id, stack: `${errnoOf(error) ?? ''} ${stack}`.trim() };
}
