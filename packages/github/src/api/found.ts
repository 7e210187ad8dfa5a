import type { Call } from '@mcp-reference/kit';
import type { Allowed } from './allowed.ts';
import { repositoryOf } from './scope.ts';

/** Results of a search that GitHub gives at most. */
const mostResults = 1_000;

/** True for an item of a repository that may be used. */
export function hasItem(allowed: Allowed, item: unknown): boolean {
  if (!allowed.restricted) return true;
  const name = repositoryOf(item);
  return name !== undefined && allowed.has(name);
}

/** Returns the total of a search, and warns where results are missing. */
export function totalOf(data: Readonly<Record<string, unknown>>, call: Pick<Call, 'warn'>): number | undefined {
  if (data['incomplete_results'] === true) call.warn('GitHub stopped the search early: results are missing');
  const total = typeof data['total_count'] === 'number' ? data['total_count'] : undefined;
  if (total !== undefined && total > mostResults)
    call.warn('A search gives at most 1,000 results; narrow it to see the others');
  return total;
}
