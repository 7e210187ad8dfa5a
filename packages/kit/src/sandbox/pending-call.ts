/** How folders are held. Chosen by a self-test of the helper unless it is forced. */
export type BackendMode = 'descriptor' | 'portable';

/** What an operation is sent with. */
export interface RunOptions {
  signal: AbortSignal;
  /** When it must have answered; milliseconds since the epoch. */
  deadline: number;
  /** Quick and without effects: may wait in a helper behind others like it, and be done again elsewhere if they hang. */
  repeatable?: boolean;
  progress?(done: number, total?: number, message?: string): void;
}

/** An operation on its way. */
export interface PendingCall {
  id: number;
  set: number;
  operation: string;
  params: unknown;
  options: RunOptions;
  /** It was begun in the helper that is kept for quick calls, and took too long there. */
  slow?: boolean;
  /** How far it said that it came. */
  mark?: string;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}
