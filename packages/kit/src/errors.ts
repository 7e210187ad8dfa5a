/**
 * Why a call failed, for programs. It travels in the result's `_meta`; the message is for the model.
 * - `invalid`: an argument is wrong; the same call can never work.
 * - `not_found`: what was named does not exist.
 * - `denied`: it exists or might, and this server may not touch it.
 * - `conflict`: it exists in another state than the call expects.
 * - `too_large`: the answer or the input is over a limit.
 * - `unsupported`: neither wrong nor forbidden, but not something this server does.
 * - `timeout`: it took longer than the deadline.
 * - `unavailable`: something else the call needs does not work now; the same call may work later.
 */
export type ErrorCode =
  | 'invalid'
  | 'not_found'
  | 'denied'
  | 'conflict'
  | 'too_large'
  | 'unsupported'
  | 'timeout'
  | 'unavailable';

export interface FailureOptions extends ErrorOptions {
  /** A finer code than the closed list has, in snake_case, for programs that tell such cases apart: `rate_limited`. */
  reason?: string;
  /** Whether the same call may work later. Absent: as the code says. */
  retryable?: boolean;
  /** In how many seconds it may; says that it is retryable. */
  retryAfter?: number;
}

/**
 * A failure that the model can act on. Its message is sent as it is, so it says what, which, and what to do next,
 * in the caller's own terms (its path, its ref). Every other error is logged and replaced by a neutral text.
 */
export class ToolError extends Error {
  readonly code: ErrorCode;
  readonly reason: string | undefined;
  readonly retryable: boolean;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: FailureOptions = {}) {
    super(message, options);
    this.name = 'ToolError';
    this.code = code;
    this.reason = options.reason;
    this.retryAfter = options.retryAfter;
    this.retryable =
      options.retryable ?? (options.retryAfter !== undefined || code === 'unavailable' || code === 'timeout');
  }
}
