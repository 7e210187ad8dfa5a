import { ToolError } from '../errors.ts';
import type { PendingCall } from './pending-call.ts';
import type { HelperProcess } from './helper-process.ts';

/** Why a call lost its helper: it took too long, the helper took too much memory, or ended for a reason of its own. */
export type HelperLoss = 'late' | 'memory' | 'ended';

/** How a pool keeps its helpers. */
export interface HelperPolicy {
  /** The most helpers at once. While all of them are busy, one more is kept for quick calls. */
  maxHelpers?: number;
  /** Milliseconds after its deadline, or after it was cancelled, that an operation has to stop by itself. */
  grace?: number;
  /** Starts another helper at once when the last one had to be ended, so that the next call does not wait for it. */
  restart?: boolean;
  /** Arguments for the helper's Node, such as the size of its heap. */
  nodeFlags?: readonly string[];
  /** Bytes that a helper may take while it works. It ends itself above, and when its server is gone, whatever it is doing. */
  memory?: number;
  /** What is said of a call that lost its helper, and had said with `job.mark` how far it came. */
  lost?(why: HelperLoss, mark: string | undefined): ToolError;
}

/** What is said where a pool says nothing else. */
export const lostHelper = (why: HelperLoss): ToolError =>
  why === 'late'
    ? new ToolError('timeout', 'The file system did not answer in time.')
    : new ToolError('unavailable', 'The helper of this server ended unexpectedly; try again.');

/** A helper, as its pool sees it. */
export interface Helper {
  process: HelperProcess;
  /** Whether it has started up. */
  ready: boolean;
  /** Whether what it does takes long: nothing is put behind it. */
  stuck: boolean;
  /** The sets of roots that it was told. */
  sets: Set<number>;
  /** What it was given and has not answered, in order: one call, or several repeatable ones. */
  calls: PendingCall[];
  /** When it began the first of them; milliseconds since the epoch. */
  since: number;
  timer?: NodeJS.Timeout;
}

/** How many repeatable calls a helper is given at once. */
const batch = 16;
/** How long a call may take in the helper that is kept for quick ones while others wait for it, in milliseconds. */
const quickLimit = 1000;

/**
 * Returns the helper that can take a call now: an idle one, or one in which a quick call can wait behind others. A helper beyond
 * `most` takes quick calls only, so that no number of slow ones fills all helpers.
 */
export function helperFor(call: PendingCall, helpers: ReadonlySet<Helper>, most: number): Helper | undefined {
  const all = [...helpers];
  const idle = all.slice(0, most).find(({ calls }) => calls.length === 0);
  if (idle || !isQuick(call)) return idle;
  return all.find(({ calls, stuck }) => calls.length < batch && !stuck && calls.every(isQuick));
}

/** Returns true if a call can be done in the helper that is kept for quick ones. */
export const isQuick = ({ options, slow }: PendingCall): boolean => options.repeatable === true && slow !== true;

/** Returns true if a helper that is kept for quick calls has spent too long on one. */
export const isOverdue = ({ calls: [first], since }: Helper): boolean =>
  first?.options.repeatable === true && Date.now() - since >= quickLimit;
