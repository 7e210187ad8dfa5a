import { isRecord, repositoryOf } from './scope.ts';

/** Keys under which an item names another repository without showing anything that is in it, such as the fork of a head. */
const namesOnly = new Set(['head', 'base', 'repository', 'repo', 'head_repository', 'headRepository']);
/** Keys under which a list entry shows its subject: without it the entry is dropped. */
const subjects = ['content', 'subject', 'source', 'issue', 'pull_request'];
const deepest = 8;

/**
 * Removes items of repositories that may not be used from an answer: sub-issues, parents, dependencies and project items
 * can belong to any repository.
 * @param isAllowed is asked for `owner/name`.
 * @returns what is left, and the number of items removed.
 */
export function withoutForeign(
  data: unknown,
  isAllowed: (repository: string) => boolean,
): { data: unknown; removed: number } {
  let removed = 0;
  const isForeign = (value: unknown): boolean => {
    const repository = repositoryOf(value);
    return repository !== undefined && !isAllowed(repository);
  };
  const showsForeign = (value: unknown, depth = 2): boolean =>
    isForeign(value) || (depth > 0 && isRecord(value) && subjects.some((key) => showsForeign(value[key], depth - 1)));
  const cleaned = (value: unknown, depth: number): unknown => {
    if (depth === 0) return undefined;
    if (Array.isArray(value)) {
      const kept = (value as unknown[]).filter((item) => !showsForeign(item));
      removed += value.length - kept.length;
      return kept.map((item) => cleaned(item, depth - 1));
    }
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (namesOnly.has(key)) return [key, inner];
        if (!isForeign(inner)) return [key, cleaned(inner, depth - 1)];
        removed++;
        return [key, null];
      }),
    );
  };
  return { data: cleaned(data, deepest), removed };
}

/** Returns the database ids of the issues, pull requests and project items in an answer. */
export function idsIn(data: unknown, depth = deepest): number[] {
  if (depth === 0) return [];
  if (Array.isArray(data)) return data.flatMap((item) => idsIn(item, depth - 1));
  if (!isRecord(data)) return [];
  const own = typeof data['id'] === 'number' && 'number' in data ? [data['id']] : [];
  return [...own, ...Object.values(data).flatMap((value) => idsIn(value, depth - 1))];
}
