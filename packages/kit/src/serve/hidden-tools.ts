import { setImmediate as turn } from 'node:timers/promises';
import type { Serving } from './mcp.ts';

/**
 * Returns the names of tools that are known to be useless; undefined while a remote service has not told. A list never waits
 * for that: all tools are listed then, and `changed` is called if some turn out to be useless.
 */
export async function hiddenTools(
  { hides, log }: Pick<Serving<never>, 'hides' | 'log'>,
  changed: () => Promise<void>,
): Promise<readonly string[] | undefined> {
  if (hides === undefined) return [];
  const names = hides();
  const known = await Promise.race([names, turn()]);
  if (known !== undefined) return known;
  names
    .then((found) => (found.length > 0 ? changed() : undefined))
    .catch((error: unknown) => log.debug('protocol', { error }));
  return undefined;
}
