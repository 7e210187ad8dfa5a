import os from 'node:os';
import { currentBatch } from '../../arrivals.ts';
import { ToolError } from '../../errors.ts';
import { IdleTimer } from '../../idle-timer.ts';
import { descriptorsWork } from '../helper/descriptor.ts';
import { Bounds, NeedsHelper, within } from '../helper/bounds.ts';
import { Confined } from '../helper/confined.ts';
import { Hiding, type HidingOptions } from '../helper/hiding.ts';
import { isGenerator, type Job, type Operations } from '../helper/job.ts';
import { common } from '../helper/locate.ts';
import { withNearNames } from '../helper/near-names.ts';
import { allowedFolders, outsideHint, Roots, type RootSpec } from '../helper/roots.ts';
import type { RunOptions } from '../pending-call.ts';
import { inlineBackend } from './backend.ts';
import { MountTable } from './mounts.ts';
import { drive } from './drive.ts';
import { isSmall, pathIn } from './params.ts';
import { RunDelay } from './run-delay.ts';

/** Operations that may run in the server's process. */
export interface InlineOptions {
  /** Imports their table. It has the operations that are over in milliseconds for most files, and no others. */
  load(): Promise<Operations<Confined>>;
  /** See `ServeOptions`. */
  elsewhere?: string;
  /** See `ServeOptions`. A call that a deny list applies to is left to a helper. */
  hiding?: HidingOptions;
  /**
   * Calls that arrived together share one look at the folders and their deny lists. For servers whose changes are all
   * made by operations.
   */
  sharesChecks?: boolean;
  /** Milliseconds that an operation may take. Tests on a busy machine allow more. */
  time?: number;
}

/** Bytes that one operation may move, and the size of its parameters. */
const mostBytes = 1024 * 1024;
const mostLooks = 2_000;
/** The time after which an operation is left to a helper, in milliseconds. */
const mostTime = 40;
/** The same for the first run of an operation: its code is compiled, which a helper would do again. */
const mostFirstTime = 250;

/** An operation that took longer than this, in milliseconds, sends its folders to helpers for a while. */
const slowLimit = 50;
/** The same for the first run of an operation, in which its code is compiled. */
const firstLimit = 1_000;
/** The shortest such time, in milliseconds. A disk that stops for a second is left to them for longer. */
const slowFor = 5_000;
const slowFactor = 20;
/** An operation that reached a limit goes to helpers directly for this time, in milliseconds, if it is about the same path. */
const largeFor = 60_000;
/** The same for one that took too long: the processor or the disk may only have been busy. */
const lateFor = 5_000;
const mostLarge = 256;
/** Folders are let go after this time without a call, in milliseconds, so that disks can be unmounted. */
const idleTimeout = 60_000;

const table = new MountTable();
const delay = new RunDelay();
/** Folders that were slow, and until when helpers serve them, in milliseconds since the epoch. */
const slow = new Map<string, number>();
let works: boolean | undefined;

export type InlineResult = { value: unknown } | { error: unknown };

/**
 * The one place that decides where an operation runs. Operations start in the server's process if their folders are on a
 * local disk; the backend and the bounds leave them to a helper as soon as something could make this process wait.
 */
export class Inline {
  readonly #specs: readonly RootSpec[];
  readonly #none: string | undefined;
  readonly #options: InlineOptions;
  readonly #batch = (): object | undefined => (this.#options.sharesChecks === true ? currentBatch() : undefined);
  readonly #backend = inlineBackend({
    mounts: () => table.read(),
    serves: (root) => serves(root),
    batch: this.#batch,
  });
  #operations: Operations<Confined> | undefined;
  #roots: Roots | undefined;
  readonly #idle = new IdleTimer(idleTimeout, () => this.#rest());
  #closed = false;
  /** Operations that were too large for this process, and until when that is remembered. */
  readonly #large = new Map<string, number>();
  readonly #ran = new WeakSet<Operations<Confined>[string]>();
  /** The limit that the last operation reached. */
  #reached: Bounds['reached'];

  constructor(specs: readonly RootSpec[], none: string | undefined, options: InlineOptions) {
    this.#specs = specs;
    this.#none = none;
    this.#options = options;
  }

  /** Runs an operation in this process. Returns undefined if it is one for a helper; a promise only for the first one. */
  run(
    operation: string,
    params: unknown,
    options: RunOptions,
  ): Promise<InlineResult | undefined> | InlineResult | undefined {
    if (this.#closed) return undefined;
    // Looking at the mounts takes longer than any other step of sending a query to its engine.
    if (this.#operations !== undefined && this.#operations[operation] === undefined) return undefined;
    if (!this.#specs.some((root) => serves(root)) || !isSmall(params, mostBytes / 4)) return undefined;
    if (this.#operations !== undefined) return this.#run(this.#operations, operation, params, options);
    return this.#options.load().then((own) => {
      this.#operations ??= { ...common, ...own };
      return this.#run(this.#operations, operation, params, options);
    });
  }

  #run(
    operations: Operations<Confined>,
    operation: string,
    params: unknown,
    options: RunOptions,
  ): InlineResult | undefined {
    const act = operations[operation];
    if (act === undefined) return undefined;
    options.signal.throwIfAborted();
    works ??= descriptorsWork(os.tmpdir());
    if (!works) return undefined;
    const key = () => `${operation} ${pathIn(params)}`;
    if (this.#large.size > 0 && (this.#large.get(key()) ?? 0) > Date.now()) return undefined;
    const result = this.attempt(act, params, options);
    if (this.#reached !== undefined) {
      if (this.#large.size >= mostLarge) this.#large.clear();
      this.#large.set(key(), Date.now() + (this.#reached === 'large' ? largeFor : lateFor));
    }
    return result;
  }

  close(): void {
    this.#closed = true;
    this.#idle.stop();
    this.#rest();
  }

  #hold(): Roots {
    const { hiding } = this.#options;
    return new Roots(this.#specs, this.#backend, rules, hiding && new Hiding(hiding), this.#none, this.#batch);
  }

  /** Lets the folders go. */
  #rest(): void {
    this.#roots?.close();
    this.#roots = undefined;
  }

  /** Runs an operation immediately. Returns undefined if it was left, without an effect. */
  attempt(act: Operations<Confined>[string], params: unknown, options: RunOptions): InlineResult | undefined {
    const start = performance.now();
    delay.start(start);
    const limits = new Bounds({
      bytes: mostBytes,
      looks: mostLooks,
      end: start + (this.#options.time ?? (this.#ran.has(act) ? mostTime : mostFirstTime)),
      delay: () => delay.get(),
      isLocal: (path) => table.read()?.isLocal(path) === true,
    });
    const afterwards: (() => void)[] = [];
    let confined: Confined | undefined;
    const result = within(limits, (): InlineResult => {
      try {
        const roots = (this.#roots ??= this.#hold());
        outsideHint.text = this.#options.elsewhere ?? allowedFolders(roots);
        confined = new Confined({ backend: this.#backend, roots, open: new Set() });
        const result = act(confined, params as never, jobOf(options, afterwards));
        if (result instanceof Promise) throw new Error('An operation of this table is asynchronous.');
        return { value: isGenerator(result) ? drive(result, limits) : result };
      } catch (error) {
        try {
          return { error: withNearNames(error, params, confined) };
        } catch (reason) {
          return { error: reason };
        }
      }
    });
    this.#end(limits, confined, limits.left ? [] : afterwards);
    this.#reached = limits.reached;
    this.#shareIdentities();
    const took = performance.now() - start;
    const limit = this.#options.time ?? (this.#ran.has(act) ? slowLimit : firstLimit);
    this.#ran.add(act);
    if (took > limit && took - delay.get() > limit)
      for (const root of limits.touched) slow.set(root, Date.now() + Math.max(slowFor, took * slowFactor));
    return limits.left ? undefined : result;
  }

  /** Lets helpers use a folder that was removed and made again while this process held it. */
  #shareIdentities(): void {
    const held = this.#roots?.all;
    this.#specs.forEach((spec, index) => {
      const identity = held?.[index]?.identity;
      if (identity !== undefined && spec.identity !== identity) spec.identity = identity;
    });
  }

  /** Does what was put off until the answer is on its way, and closes what the call left open. */
  #end(limits: Bounds, confined: Confined | undefined, afterwards: readonly (() => void)[]): void {
    const close = () => within(limits, () => confined?.close());
    if (afterwards.length === 0) close();
    else
      setImmediate(() => {
        for (const task of afterwards) attempt(() => within(limits, task));
        close();
      });
    this.#idle.use();
  }
}

const rules = { platform: process.platform, home: os.homedir() };

/** True if a root can be served in this process: it is on a local disk, was there at the start, and has not been slow. */
function serves({ real, identity }: RootSpec): boolean {
  if (identity === '' || table.read()?.isLocal(real) !== true) return false;
  const until = slow.get(real);
  if (until === undefined) return true;
  if (Date.now() < until) return false;
  slow.delete(real);
  return true;
}

function jobOf({ signal, deadline }: RunOptions, afterwards: (() => void)[]): Job {
  return {
    deadline,
    overdue: () => Date.now() > deadline,
    cancelled: () => signal.aborted,
    // It is over before a report is due.
    progress() {},
    afterwards: (task) => void afterwards.push(task),
  };
}

/** Housekeeping may fail: the call before it was already answered. */
function attempt(task: () => void): void {
  try {
    task();
  } catch (error) {
    if (!(error instanceof ToolError) && !(error instanceof NeedsHelper)) throw error;
  }
}
