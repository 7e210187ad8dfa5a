import { afterDeadline } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import type { Log } from '../log.ts';
import { settle, type PendingCall, type RunOptions, type BackendMode } from './pending-call.ts';
import type { RootSpec } from './helper/roots.ts';
import {
  helperFor,
  isOverdue,
  isOverShare,
  isQuick,
  policyDefaults,
  type Helper,
  type HelperPolicy,
  type HelperLoss,
} from './helper-policy.ts';
import { startHelper } from './helper-process.ts';
import { RootSets } from './root-sets.ts';
import type { FromHelper } from './wire.ts';

export interface PoolOptions extends HelperPolicy {
  /** The helper's program. */
  program: string;
  /** For tests, and for systems where the self-test is wrong. */
  mode?: BackendMode | undefined;
  log: Log;
}

/**
 * The time without an answer after which busy helpers count as stuck and another one is started, in milliseconds, so that
 * a slow call does not delay a quick one. Calls that are only queued start no helper.
 */
const stallTimeout = 100;

/**
 * The helpers that access files. Each runs one call at a time and may block; a call that does not stop at its deadline
 * is killed together with its helper. Nothing in this class waits for a disk.
 */
export class Pool {
  readonly #options: PoolOptions & typeof policyDefaults;
  readonly #roots = new RootSets();
  readonly #helpers = new Set<Helper>();
  readonly #queue: PendingCall[] = [];
  #nextId = 1;
  #stallTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = { ...policyDefaults, ...options };
  }

  /** Registers a set of roots, in which operations can then run. @param none why a set without roots has none, for errors. */
  addRoots(roots: RootSpec[], none?: string): number {
    return this.#roots.add({ roots, none });
  }

  run(set: number, operation: string, params: unknown, options: RunOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new ToolError('unavailable', 'The server is shutting down.');
      options.signal.throwIfAborted();
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          options.signal.removeEventListener('abort', cancel);
          how(value);
        };
      const ends = { resolve: settle(resolve), reject: settle<unknown>(reject) };
      const call: PendingCall = { id: this.#nextId++, set, operation, params, options, ...ends };
      const cancel = () => this.#cancel(call);
      options.signal.addEventListener('abort', cancel);
      this.#queue.push(call);
      this.#distribute();
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#stallTimer);
    const error = new ToolError('unavailable', 'The server is shutting down.');
    for (const call of this.#queue.splice(0)) call.reject(error);
    for (const helper of this.#helpers) this.#end(helper, error);
  }

  /** Sends queued calls to helpers that can take them. Quick calls overtake those that need a helper to themselves. */
  #distribute(): void {
    const unplaced = new Set<boolean>();
    for (const call of this.#queue.slice()) {
      if (unplaced.has(isQuick(call)) || isOverShare(call, this.#helpers)) continue;
      const helper = helperFor(call, this.#helpers, this.#options.maxHelpers);
      if (helper === undefined) unplaced.add(isQuick(call));
      else {
        this.#queue.splice(this.#queue.indexOf(call), 1);
        this.#send(helper, call);
      }
      if (unplaced.size === 2) break;
    }
    const behind = [...this.#helpers].some(({ calls }) => calls.length > 1);
    if (this.#queue.length === 0 && !behind) this.#clearStallTimer();
    else if (this.#helpers.size === 0) this.#start();
    else this.#watchForStall();
  }

  /** Starts another helper if nothing is answered for a moment, and takes back calls that are queued behind others. */
  #watchForStall(): void {
    if (this.#stallTimer !== undefined) return;
    // A starting helper will take calls from the queue soon.
    if ([...this.#helpers].some((helper) => !helper.ready)) return;
    this.#stallTimer = setTimeout(() => {
      this.#stallTimer = undefined;
      for (const helper of this.#helpers) {
        helper.stuck = true;
        // They only read. If this helper still runs them, that does no harm and its answers are ignored.
        this.#queue.push(...helper.calls.splice(1));
      }
      if (this.#closed || this.#queue.every((call) => isOverShare(call, this.#helpers))) return;
      if (this.#helpers.size < this.#options.maxHelpers) this.#start();
      else if (this.#queue.some(isQuick)) this.#makeRoomForQuickCalls();
      this.#distribute();
    }, stallTimeout);
  }

  /** Starts the helper for quick calls, or takes a repeatable slow call out of it. */
  #makeRoomForQuickCalls(): void {
    const kept = [...this.#helpers][this.#options.maxHelpers];
    if (kept === undefined) return this.#start();
    if (!isOverdue(kept)) return;
    for (const call of kept.calls.splice(0)) this.#queue.push(Object.assign(call, { slow: true }));
    this.#end(kept);
  }

  #clearStallTimer(): void {
    clearTimeout(this.#stallTimer);
    this.#stallTimer = undefined;
  }

  #start(): void {
    const { log } = this.#options;
    const child = startHelper(this.#options, {
      message: (message: FromHelper) => this.#receive(helper, message),
      ended: (error, why = 'ended') => {
        if (error) log.error('helper failed', { error });
        this.#drop(helper, why);
      },
    });
    const helper: Helper = { process: child, ready: false, stuck: false, sets: new Set(), calls: [], since: 0 };
    this.#helpers.add(helper);
    this.#idle(helper);
    this.#distribute();
  }

  #send(helper: Helper, call: PendingCall): void {
    const { id, set, operation, params, options } = call;
    if (helper.calls.push(call) === 1) this.#setDeadline(helper, call);
    if (!helper.sets.has(set)) {
      helper.sets.add(set);
      helper.process.send({ type: 'roots', set, ...this.#roots.get(set) });
    }
    helper.process.send({ type: 'run', id, set, operation, params, deadline: options.deadline });
  }

  /** Kills the helper if the call does not stop by itself; the calls queued behind it are restarted elsewhere. */
  #setDeadline(helper: Helper, { options }: PendingCall): void {
    helper.stopTimer?.();
    helper.since = Date.now();
    helper.process.hold(true);
    helper.stopTimer = afterDeadline(options, () => this.#end(helper, 'late'), this.#options.grace);
  }

  #receive(helper: Helper, message: FromHelper): void {
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
      call.options.progress?.(message.done, message.total, message.message);
      return;
    }
    helper.calls.splice(at, 1);
    settle(call, message);
    helper.stuck = false;
    this.#clearStallTimer();
    const [next] = helper.calls;
    if (next) this.#setDeadline(helper, next);
    else this.#idle(helper);
    this.#distribute();
  }

  #idle(helper: Helper): void {
    helper.stopTimer?.();
    // An idle helper must not keep the process alive.
    helper.process.hold(false);
    const { idleTimeout } = this.#options;
    if (!Number.isFinite(idleTimeout)) return;
    // The next call that needs one starts another.
    const retire = () => (helper.process.kill(), this.#drop(helper));
    const timer = setTimeout(retire, idleTimeout).unref();
    helper.stopTimer = () => clearTimeout(timer);
  }

  #cancel(call: PendingCall): void {
    // Rejected immediately, whatever happens to the work.
    call.reject(call.options.signal.reason);
    const queued = this.#queue.indexOf(call);
    if (queued !== -1) this.#queue.splice(queued, 1);
    for (const helper of this.#helpers) {
      const at = helper.calls.indexOf(call);
      if (at === -1) continue;
      if (at > 0) {
        helper.calls.splice(at, 1);
        continue;
      }
      if (this.#options.grace === 0) {
        this.#end(helper);
        continue;
      }
      helper.process.cancel(call.id);
      // It may take a moment to stop. Until then its helper is busy, and it is killed if it does not.
      helper.stuck = true;
      helper.stopTimer?.();
      const timer = setTimeout(() => this.#end(helper), this.#options.grace);
      helper.stopTimer = () => clearTimeout(timer);
    }
  }

  /** Without a reason, no one waits for its current call. */
  #end(helper: Helper, why?: HelperLoss | ToolError): void {
    helper.process.kill();
    this.#drop(helper, why);
    // The next call should not wait for a start.
    if (this.#options.restart && this.#helpers.size === 0 && !this.#closed) this.#start();
  }

  #drop(helper: Helper, why?: HelperLoss | ToolError): void {
    if (!this.#helpers.delete(helper)) return;
    helper.stopTimer?.();
    const [first, ...behind] = helper.calls.splice(0);
    if (first && why !== undefined) first.reject(why instanceof ToolError ? why : this.#options.lost(why, first.mark));
    this.#queue.unshift(...behind);
    if (!this.#closed) this.#distribute();
  }
}
