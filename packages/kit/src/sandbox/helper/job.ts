import { ToolError } from '../../errors.ts';

/** One call, as the helper sees it. */
export interface Job {
  /** When an operation that can should stop and return what it has; milliseconds since the epoch. */
  readonly deadline: number;
  /** Whether that moment has come. */
  overdue(): boolean;
  /** Whether nobody waits for the answer any more. */
  cancelled(): boolean;
  /** Reports how far a long operation is. */
  progress(done: number, total?: number, message?: string): void;
  /** Says how far it came, for what is told when its process must be ended. Sent at once. */
  mark?(mark: string): void;
  /** Does something when the answer is on its way, with what the call holds still open. */
  afterwards(task: () => void): void;
}

/**
 * What the helper can do, by name. A long operation is a generator: each `yield` is a place where it may be cancelled.
 * One that is a promise looks at `job.cancelled()` itself.
 * Operations run one at a time in their process, and may block it.
 */
export type Operation<Context, Params, Result> = (
  context: Context,
  params: Params,
  job: Job,
) => Result | Generator<undefined, Result> | Promise<Result>;

export type Operations<Context> = Record<string, Operation<Context, never, unknown>>;

/** What an operation of a table takes. */
export type ParamsOf<O> = O extends (context: never, params: infer P, job: Job) => unknown ? P : never;

/** What an operation of a table answers. */
export type ResultOf<O> = O extends (context: never, params: never, job: Job) => infer R
  ? R extends Generator<undefined, infer V>
    ? V
    : Awaited<R>
  : never;

export const cancelled = (): ToolError => new ToolError('timeout', 'The call was cancelled.');
