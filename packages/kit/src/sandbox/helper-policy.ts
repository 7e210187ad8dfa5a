import { ToolError } from '../errors.ts';
import type { PendingCall } from './pending-call.ts';
import type { HelperProcess } from './helper-process.ts';

/** Why a call lost its helper: it took too long, the helper took too much memory, or ended for a reason of its own. */
export type HelperLoss = 'late' | 'memory' | 'ended';

/** How a pool keeps its helpers. */
export interface HelperPolicy {
  /** The most helpers at once. */
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
  timer?: NodeJS.Timeout;
}
