import { ToolError } from '@mcp-reference/kit';

/** One at a time for each key, in the order in which they came. */
export class Queue {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `act` when everything that was queued for `key` before is over. A call that is cancelled while it waits never runs. */
  async run<T>(key: string, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    let done: () => void = () => {};
    const own = new Promise<void>((resolve) => (done = resolve));
    const tail = before.then(() => own);
    this.#tails.set(key, tail);
    try {
      await abortable(before, signal);
      return await act();
    } finally {
      done();
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }
}

async function abortable(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let over: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    over = () =>
      reject(
        signal.reason instanceof ToolError
          ? signal.reason
          : new ToolError('timeout', 'The call was cancelled while it waited for another one.'),
      );
    signal.addEventListener('abort', over);
  });
  await Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', over));
}
