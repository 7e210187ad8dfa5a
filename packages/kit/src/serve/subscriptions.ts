import { ToolError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Resources } from '../resource.ts';

/** The maximum number of resources that one connection can watch. */
const most = 1_000;

/**
 * The watched resources of a connection (over HTTP: of all), with counts: two subscriptions to one address watch once.
 */
export class Subscriptions<Context> {
  readonly #tell: (uri: string) => void | Promise<void>;
  readonly #resources: Resources<Context> | undefined;
  readonly #context: () => Promise<Context>;
  readonly #log: Log;
  readonly #watched = new Map<string, { count: number; stop: Promise<() => void> }>();

  constructor(
    tell: (uri: string) => void | Promise<void>,
    resources: Resources<Context> | undefined,
    context: () => Promise<Context>,
    log: Log,
  ) {
    this.#tell = tell;
    this.#resources = resources;
    this.#context = context;
    this.#log = log;
  }

  async add(uri: string): Promise<void> {
    const known = this.#watched.get(uri);
    if (known) {
      known.count++;
      await known.stop;
      return;
    }
    if (this.#watched.size >= most)
      throw new ToolError('too_large', `More than ${most} resources are watched; unsubscribe from some.`);
    const stop = this.#start(uri);
    this.#watched.set(uri, { count: 1, stop });
    try {
      await stop;
    } catch (error) {
      this.#watched.delete(uri);
      throw error;
    }
  }

  remove(uri: string): void {
    const known = this.#watched.get(uri);
    if (known === undefined || --known.count > 0) return;
    this.#watched.delete(uri);
    void known.stop.then(
      (stop) => stop(),
      () => {},
    );
  }

  close(): void {
    for (const { stop } of this.#watched.values())
      void stop.then(
        (end) => end(),
        () => {},
      );
    this.#watched.clear();
  }

  async #start(uri: string): Promise<() => void> {
    const watch = this.#resources?.watch;
    if (watch === undefined) throw new ToolError('unsupported', 'This server cannot watch resources.');
    return watch.call(this.#resources, uri, await this.#context(), () => void this.#changed(uri));
  }

  async #changed(uri: string): Promise<void> {
    try {
      await this.#tell(uri);
    } catch (error) {
      this.#log.warn('update not sent', { uri, error });
    }
  }
}
