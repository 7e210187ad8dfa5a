/**
 * The reason why a call failed, for programs; the message is for the model. It is sent in the result's `_meta`.
 * - `invalid`: an argument is wrong; the same call can never work.
 * - `not_found`: the named thing does not exist.
 * - `denied`: this server may not touch it, whether or not it exists.
 * - `conflict`: it is in another state than the call expects.
 * - `too_large`: the answer or the input exceeds a limit.
 * - `unsupported`: the request is valid and allowed, but this server does not do it.
 * - `timeout`: the deadline passed.
 * - `unavailable`: something that the call needs does not work now; the same call may work later.
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
  /** A more specific code in snake_case, such as `rate_limited`, for programs that distinguish such cases. */
  reason?: string;
  /** True if the same call may work later. Defaults to what the code implies. */
  retryable?: boolean;
  /** Seconds until the call may work; implies `retryable`. */
  retryAfter?: number;
  /** The argument `confirm` that the same call takes after the user agreed. */
  confirm?: string;
}

/**
 * A failure that the model can act on. The message is sent unchanged, so it states what failed, on which input, and
 * what to do next, in the caller's terms (its path, its ref). Any other error is logged and replaced by a neutral
 * message.
 */
export class ToolError extends Error {
  readonly code: ErrorCode;
  readonly reason: string | undefined;
  readonly retryable: boolean;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly confirm: string | undefined;

  constructor(code: ErrorCode, message: string, options: FailureOptions = {}) {
    super(message, options);
    this.name = 'ToolError';
    this.code = code;
    this.reason = options.reason;
    this.retryAfter = options.retryAfter;
    this.confirm = options.confirm;
    this.retryable =
      options.retryable ?? (options.retryAfter !== undefined || code === 'unavailable' || code === 'timeout');
  }
}
