import { ToolError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Call, Dispatch, Mode } from './dispatch.ts';
import type { RootSpec } from './helper/roots.ts';
import { lostHelper, type Helper, type Keeping, type Loss } from './keeping.ts';
import { startVehicle } from './vehicle.ts';
import type { FromHelper } from './wire.ts';

export interface PoolOptions extends Keeping {
  /** The helper's program. */
  program: string;
  /** For tests, and for systems where the self-test is wrong. */
  mode?: Mode | undefined;
  log: Log;
}

/** When all helpers are busy for this long, in milliseconds, another one is started: a slow call never holds up a quick one. */
const patience = 25;
const usualGrace = 500;
/** How many repeatable calls a helper is given at once. */
const batch = 16;
/** The most helpers, unless a pool says otherwise. */
const usualMost = 4;
/** Helpers beyond the first end after this much idleness. */
const idleAfter = 30_000;

/**
 * The helpers that touch files. Each does one thing at a time and may block; a call that does not stop at its deadline
 * is ended with its helper, and only with it. Nothing here waits on a disk.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #roots = new Map<number, RootSpec[]>();
  readonly #helpers = new Set<Helper>();
  readonly #queue: Call[] = [];
  #nextId = 1;
  readonly #grace: number;
  #impatience: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#grace = options.grace ?? usualGrace;
  }

  /** Names a set of roots that operations can be run in. */
  addRoots(roots: RootSpec[]): number {
    const text = JSON.stringify(roots);
    for (const [known, specs] of this.#roots) if (JSON.stringify(specs) === text) return known;
    const set = this.#roots.size + 1;
    this.#roots.set(set, roots);
    return set;
  }

  /** Starts the first helper, so that the first call does not wait for it. */
  warm(): void {
    if (this.#helpers.size === 0 && !this.#closed) this.#start();
  }

  run(set: number, operation: string, params: unknown, dispatch: Dispatch): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new ToolError('unavailable', 'The server is shutting down.');
      dispatch.signal.throwIfAborted();
      const call: Call = { id: this.#nextId++, set, operation, params, dispatch, resolve, reject };
      dispatch.signal.addEventListener('abort', () => this.#cancel(call));
      this.#queue.push(call);
      this.#distribute();
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#impatience);
    const error = new ToolError('unavailable', 'The server is shutting down.');
    for (const call of this.#queue.splice(0)) call.reject(error);
    for (const helper of this.#helpers) this.#end(helper, error);
  }

  /** Gives what waits to whoever can take it. */
  #distribute(): void {
    for (let call = this.#queue[0]; call !== undefined; call = this.#queue[0]) {
      const taker = this.#takerOf(call);
      if (taker === undefined) break;
      this.#queue.shift();
      this.#give(taker, call);
    }
    const behind = [...this.#helpers].some(({ calls }) => calls.length > 1);
    if (this.#queue.length === 0 && !behind) this.#calm();
    else if (this.#helpers.size === 0) this.#start();
    else this.#watch();
  }

  #takerOf({ dispatch }: Call): Helper | undefined {
    let busy: Helper | undefined;
    for (const helper of this.#helpers) {
      if (helper.calls.length === 0) return helper;
      const room =
        helper.calls.length < batch && !helper.stuck && helper.calls.every((call) => call.dispatch.repeatable);
      if (room && dispatch.repeatable) busy ??= helper;
    }
    return busy;
  }

  /** If nothing is answered for a moment, another helper is started, and what waits behind others is taken back. */
  #watch(): void {
    if (this.#impatience !== undefined) return;
    // One that is starting up will take from the queue soon.
    if ([...this.#helpers].some((helper) => !helper.ready)) return;
    this.#impatience = setTimeout(() => {
      this.#impatience = undefined;
      for (const helper of this.#helpers) {
        helper.stuck = true;
        // They only read: should this helper get to them after all, it does no harm, and its answers count for nothing.
        this.#queue.push(...helper.calls.splice(1));
      }
      if (this.#closed || this.#queue.length === 0) return;
      if (this.#helpers.size < (this.#options.most ?? usualMost)) this.#start();
      this.#distribute();
    }, patience);
  }

  #calm(): void {
    clearTimeout(this.#impatience);
    this.#impatience = undefined;
  }

  #start(): void {
    const { log } = this.#options;
    const vehicle = startVehicle(this.#options, {
      message: (message: FromHelper) => this.#take(helper, message),
      ended: (error, why = 'ended') => {
        if (error) log.error('helper failed', { error });
        this.#drop(helper, why);
      },
    });
    const helper: Helper = { vehicle, ready: false, stuck: false, sets: new Set(), calls: [] };
    this.#helpers.add(helper);
    this.#idle(helper);
    this.#distribute();
  }

  #give(helper: Helper, call: Call): void {
    const { id, set, operation, params, dispatch } = call;
    if (helper.calls.push(call) === 1) this.#setDeadline(helper, call);
    if (!helper.sets.has(set)) {
      helper.sets.add(set);
      helper.vehicle.send({ type: 'roots', set, roots: this.#roots.get(set) ?? [] });
    }
    helper.vehicle.send({ type: 'run', id, set, operation, params, deadline: dispatch.deadline });
  }

  /** A call that does not stop by itself is ended with its helper, and what waits behind it starts elsewhere. */
  #setDeadline(helper: Helper, { dispatch }: Call): void {
    clearTimeout(helper.timer);
    helper.vehicle.hold(true);
    const wait = Math.max(0, dispatch.deadline - Date.now()) + this.#grace;
    helper.timer = setTimeout(() => this.#end(helper, 'late'), wait);
  }

  #take(helper: Helper, message: FromHelper): void {
    if (message.type === 'ready') {
      helper.ready = true;
      this.#distribute();
      return;
    }
    const at = helper.calls.findIndex(({ id }) => id === message.id);
    const call = helper.calls[at];
    // The answer to a call that was taken back.
    if (call === undefined) return;
    if (message.type === 'mark') {
      call.mark = message.mark;
      return;
    }
    if (message.type === 'progress') {
      call.dispatch.progress?.(message.done, message.total, message.message);
      return;
    }
    helper.calls.splice(at, 1);
    if (message.type === 'done') call.resolve(message.value);
    else if (message.type === 'failed')
      call.reject(new ToolError(message.code, message.message, { retryable: message.retryable }));
    else call.reject(Object.assign(new Error('The helper failed.'), { stack: message.stack }));
    helper.stuck = false;
    this.#calm();
    const [next] = helper.calls;
    if (next) this.#setDeadline(helper, next);
    else this.#idle(helper);
    this.#distribute();
  }

  #idle(helper: Helper): void {
    clearTimeout(helper.timer);
    // An idle helper must not keep the process alive.
    helper.vehicle.hold(false);
    if (this.#helpers.size === 1) return;
    helper.timer = setTimeout(() => {
      if (this.#helpers.size > 1) this.#end(helper);
    }, idleAfter).unref();
  }

  #cancel(call: Call): void {
    // Answered at once, whatever becomes of the work.
    call.reject(call.dispatch.signal.reason);
    const queued = this.#queue.indexOf(call);
    if (queued !== -1) this.#queue.splice(queued, 1);
    for (const helper of this.#helpers) {
      const at = helper.calls.indexOf(call);
      if (at === -1) continue;
      if (at > 0) {
        helper.calls.splice(at, 1);
        continue;
      }
      if (this.#grace === 0) {
        this.#end(helper);
        continue;
      }
      helper.vehicle.cancel(call.id);
      // It may take a moment to stop; its helper is busy until then, and ended if it does not.
      helper.stuck = true;
      clearTimeout(helper.timer);
      helper.timer = setTimeout(() => this.#end(helper), this.#grace);
    }
  }

  /** Without a reason, nobody waits for what it does. */
  #end(helper: Helper, why?: Loss | ToolError): void {
    helper.vehicle.kill();
    this.#drop(helper, why);
    // The next call should not wait for one to start.
    if (this.#options.renew && this.#helpers.size === 0 && !this.#closed) this.#start();
  }

  #drop(helper: Helper, why?: Loss | ToolError): void {
    if (!this.#helpers.delete(helper)) return;
    clearTimeout(helper.timer);
    const [first, ...behind] = helper.calls.splice(0);
    if (first && why !== undefined) {
      const { lost = lostHelper } = this.#options;
      first.reject(why instanceof ToolError ? why : lost(why, first.mark));
    }
    this.#queue.unshift(...behind);
    if (!this.#closed) this.#distribute();
  }
}
