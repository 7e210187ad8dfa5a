import { setTimeout as pause } from 'node:timers/promises';
import type { Serving } from './mcp.ts';

/** The time that a list of tools waits for a remote service to tell which tools its credential cannot use, in milliseconds. */
const longestWait = 400;

/**
 * Returns the names of tools that are not listed. A service that is slow or cannot be reached does not delay the start: the
 * list then has all tools, and `changed` is called if some turn out to be useless.
 */
export async function hiddenTools(
  { hides, log }: Pick<Serving<never>, 'hides' | 'log'>,
  changed: () => Promise<void>,
): Promise<readonly string[]> {
  if (hides === undefined) return [];
  const names = hides();
  const late = Symbol('late');
  const timer = new AbortController();
  const first = await Promise.race([
    names,
    pause(longestWait, late, { signal: timer.signal, ref: false }).catch(() => late),
  ]);
  timer.abort();
  if (typeof first !== 'symbol') return first;
  names
    .then((found) => (found.length > 0 ? changed() : undefined))
    .catch((error: unknown) => log.debug('protocol', { error }));
  return [];
}
