import { ToolError } from '../../errors.ts';

/** A call from the view of the helper. */
export interface Job {
  /** The time at which an operation should stop and return what it has, in milliseconds since the epoch. */
  readonly deadline: number;
  /** True after the deadline. */
  overdue(): boolean;
  /** True if the caller no longer waits for the answer. */
  cancelled(): boolean;
  /** Reports progress of a long operation. */
  progress(done: number, total?: number, message?: string): void;
  /** Records how far the operation is, for the error if its process has to be killed. Sent immediately. */
  mark?(mark: string): void;
  /** Runs a task after the answer was sent, with the call's resources still open. */
  afterwards(task: () => void): void;
}

/** Work that an operation waits for, such as the import of a library. It starts when the operation has yielded it. */
export type Waiting = () => Promise<unknown>;

/**
 * An operation, looked up by name. A long operation is a generator that can be cancelled at each `yield`; work that it
 * yields is awaited. An operation that is a promise checks `job.cancelled()` itself. Operations run one at a time in
 * their process. In a helper they may block it.
 */
export type Operation<Context, Params, Result> = (
  context: Context,
  params: Params,
  job: Job,
) => Result | Generator<Waiting | undefined, Result> | Promise<Result>;

export type Operations<Context> = Record<string, Operation<Context, never, unknown>>;

/** The parameters of an operation. */
export type ParamsOf<O> = O extends (context: never, params: infer P, job: Job) => unknown ? P : never;

/** The result of an operation. */
export type ResultOf<O> = O extends (context: never, params: never, job: Job) => infer R
  ? R extends Generator<unknown, infer V>
    ? V
    : Awaited<R>
  : never;

export const cancelled = (): ToolError => new ToolError('timeout', 'The call was cancelled.');

export const isGenerator = (value: unknown): value is Generator<Waiting | undefined, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  Symbol.iterator in value &&
  'next' in value &&
  typeof value.next === 'function';
