import { ToolError } from '@mcp-reference/kit';

/** Milliseconds that a cursor can be used after it was given. */
const timeToLive = 10 * 60_000;
const most = 200;

/** Short names for where results stopped: a model repeats them, and need not repeat the query. */
export class Cursors<Position> {
  readonly #known = new Map<string, { position: Position; since: number }>();
  #next = 1;

  /** A name that is not taken, for a page that may turn out not to be the last. */
  reserve(): string {
    return `r${this.#next++}`;
  }

  set(id: string, position: Position): void {
    this.#known.delete(id);
    this.#known.set(id, { position, since: Date.now() });
    for (const [key, { since }] of this.#known) {
      if (this.#known.size > most || Date.now() - since > timeToLive) this.#known.delete(key);
    }
  }

  /** @throws ToolError `not_found` for one that was never given, or too long ago. */
  get(id: string): Position {
    const known = this.#known.get(id);
    if (known === undefined || Date.now() - known.since > timeToLive)
      throw new ToolError(
        'not_found',
        `The cursor "${id.slice(0, 20)}" is not known (any more): they live for 10 minutes, and end with the server. Run the query again, with LIMIT and OFFSET or a WHERE that skips what you have.`,
      );
    return known.position;
  }
}
