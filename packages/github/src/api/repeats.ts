import { createHash } from 'node:crypto';

/** Milliseconds within which the same write is likelier a mistake than a wish. */
const soon = 60_000;
const most = 200;

/** Writes whose repetition makes a second thing that people see. Blobs and trees are named after their content. */
const creating =
  /\/(comments|issues|pulls|reviews|replies|releases|gists|dispatches|items|drafts|repos|milestones)$|^POST \/repos\/\{owner\}\/\{repo\}\/git\/refs$/;

/** Notices that the very same thing is created again: a model that lost track, or a host that repeated a call. */
export class Repeats {
  readonly #seen = new Map<string, number>();

  /** Seconds since the same was created, if that was just now. */
  note(route: string, params: Readonly<Record<string, unknown>>): number | undefined {
    if (!route.startsWith('POST ') || !creating.test(route)) return undefined;
    const key = createHash('sha256')
      .update(`${route} ${JSON.stringify(params)}`)
      .digest('base64url');
    const now = Date.now();
    const before = this.#seen.get(key);
    this.#seen.delete(key);
    this.#seen.set(key, now);
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= most) break;
      this.#seen.delete(oldest);
    }
    return before !== undefined && now - before < soon ? Math.round((now - before) / 1000) : undefined;
  }
}
