import { ToolError } from '../errors.ts';
import { learnPlain } from './helper/attributes.ts';
import type { FromHelper } from './wire.ts';

/** The way folders are held open. Chosen by a self-test of the helper unless forced. */
export type BackendMode = 'descriptor' | 'portable';

/** Options for running an operation. */
export interface RunOptions {
  signal: AbortSignal;
  /** The time by which it must have answered, in milliseconds since the epoch. It may move while the call runs. */
  readonly deadline: number;
  /** Quick and without effects: can be queued in a helper with others like it, and repeated elsewhere if they hang. */
  repeatable?: boolean;
  /** Distinguishes those who share the helpers; absent where there is only one. */
  caller?: string;
  progress?(done: number, total?: number, message?: string): void;
}

/** An operation that was not answered yet. */
export interface PendingCall {
  id: number;
  set: number;
  operation: string;
  params: unknown;
  options: RunOptions;
  /** True if it was started in the helper for quick calls and took too long there. */
  slow?: boolean;
  /** The last progress that it reported. */
  mark?: string;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Ends a call with what its helper answered. */
export function settle(call: PendingCall, message: Extract<FromHelper, { type: 'done' | 'failed' | 'broke' }>): void {
  if (message.type === 'done') {
    if (message.plain !== undefined) learnPlain(message.plain);
    call.resolve(message.value);
  } else if (message.type === 'failed')
    call.reject(new ToolError(message.code, message.message, { retryable: message.retryable }));
  else call.reject(Object.assign(new Error('The helper failed.'), { stack: message.stack }));
}
