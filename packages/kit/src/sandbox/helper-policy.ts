import { ToolError } from '../errors.ts';
import type { PendingCall } from './pending-call.ts';
import type { HelperProcess } from './helper-process.ts';

/** The reason why a call lost its helper: it took too long, used too much memory, or the process exited. */
export type HelperLoss = 'late' | 'memory' | 'ended';

/** Limits and lifetime of the helpers in a pool. */
export interface HelperPolicy {
  /** The maximum number of helpers. While all of them are busy, one more is kept for quick calls. */
  maxHelpers?: number;
  /** Milliseconds that an operation has to stop by itself after its deadline or cancellation. */
  grace?: number;
  /** Milliseconds without a call after which a helper ends. Infinity keeps it, for helpers that hold data. */
  idleTimeout?: number;
  /** Replaces the last helper immediately when it had to be killed, so that the next call does not wait for a start. */
  restart?: boolean;
  /** Arguments for the helper's Node, such as the size of its heap. */
  nodeFlags?: readonly string[];
  /** The memory limit of a busy helper, in bytes. It kills itself above the limit, and when its server is gone. */
  memory?: number;
  /** Arguments for the helper program itself, such as settings of the server. */
  flags?: readonly string[];
  /**
   * Returns the error for a call that lost its helper; `mark` is the last progress that it reported with `job.mark`.
   */
  lost?(why: HelperLoss, mark: string | undefined): ToolError;
}

const losses: Readonly<Record<HelperLoss, ConstructorParameters<typeof ToolError>>> = {
  late: [
    'timeout',
    'This took longer than a call may take, or the file system did not answer, and was stopped; ask for less at a time.',
  ],
  memory: ['unavailable', 'This took more memory than one call may use, and was stopped; ask for less at a time.'],
  ended: ['unavailable', 'The helper of this server ended unexpectedly; try again.'],
};

export const policyDefaults = {
  maxHelpers: 4,
  grace: 500,
  idleTimeout: 60_000,
  lost: (why: HelperLoss, _mark: string | undefined): ToolError => new ToolError(...losses[why]),
};

/** A helper from the view of its pool. */
export interface Helper {
  process: HelperProcess;
  /** True once it has started. */
  ready: boolean;
  /** True while it works on a slow call; nothing is queued behind it. */
  stuck: boolean;
  /** The sets of roots that it knows. */
  sets: Set<number>;
  /** The calls sent and not yet answered, in order: one call, or several repeatable ones. */
  calls: PendingCall[];
  /** The start of the first call, in milliseconds since the epoch. */
  since: number;
  /** Ends the wait for its deadline, or for the end of its idle time. */
  stopTimer?: () => void;
}

/** The maximum number of repeatable calls sent to a helper at the same time. */
const batch = 16;
/** The maximum number of helpers that one of several callers keeps busy with slow calls. */
const share = 2;
/** The time limit of a call in the helper for quick calls while others wait for it, in milliseconds. */
const quickLimit = 1000;

/**
 * Returns the helper that can take a call now: an idle one, or one in which a quick call can wait behind others.
 * Helpers beyond `most` take quick calls only, so that no number of slow ones fills all helpers.
 */
export function helperFor(call: PendingCall, helpers: ReadonlySet<Helper>, most: number): Helper | undefined {
  const all = [...helpers];
  const idle = all.slice(0, most).find(({ calls }) => calls.length === 0);
  if (idle || !isQuick(call)) return idle;
  return all.find(({ calls, stuck }) => calls.length < batch && !stuck && calls.every(isQuick));
}

/** True for a call that has to wait because its caller keeps its share of the helpers busy. */
export function isOverShare(call: PendingCall, helpers: ReadonlySet<Helper>): boolean {
  const { caller } = call.options;
  if (caller === undefined || isQuick(call)) return false;
  return (
    [...helpers].filter(({ calls }) => calls.some((one) => one.options.caller === caller && !isQuick(one))).length >=
    share
  );
}

/** True if the helper for quick calls can take this call. */
export const isQuick = ({ options, slow }: PendingCall): boolean => options.repeatable === true && slow !== true;

/** True if the helper for quick calls has spent too long on one. */
export const isOverdue = ({ calls: [first], since }: Helper): boolean =>
  first?.options.repeatable === true && Date.now() - since >= quickLimit;
