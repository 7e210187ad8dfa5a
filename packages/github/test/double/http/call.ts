import { type Fields, isObject, type Json, type JsonObject } from '../json.ts';
import type { Operation } from '../description/types.ts';
import type { Issue, Permission, PullRequest, Repository, User } from '../world/types.ts';
import type { World } from '../world/world.ts';
import { type Reply } from './reply.ts';
import { forbidden, found, notFound, Refusal, unprocessable } from '../refusal.ts';

/** One request to a REST operation, checked, with what its handler may need. */
export interface Call {
  operation: Operation;
  path: Fields;
  query: Fields;
  body: Fields;
  /** A body that is no JSON, such as the bytes of an asset. */
  bytes: Buffer;
  headers: Readonly<Record<string, string>>;
  /** The part of `accept` after `application/vnd.github.`, such as `diff` or `raw+json`; empty for plain JSON. */
  media: string;
  world: World;
  viewer: User | null;
  /** The rest of the rate limit for this token. */
  limit(resource: string): JsonObject;
  /** True if the double is a GitHub Enterprise Server. */
  server: boolean;
  /** The address of the double, without a final slash. */
  url: string;
}

export type Handler = (call: Call) => Reply;

/** By method and path template, as the description has them. */
export type Handlers = Readonly<Record<string, Handler>>;

/** The user whose token it is. Anonymous callers are refused as GitHub does. */
export function viewer(call: Call): User {
  if (call.viewer === null) throw new Refusal(401, 'Requires authentication');
  return call.viewer;
}

/** The repository that the path names. What the viewer may not see does not exist for them. */
export function repository(call: Call): Repository {
  const repo = found(call.world.repository(call.path.text('owner') ?? '', call.path.text('repo') ?? ''));
  if (call.world.permission(call.viewer, repo) === null) throw notFound();
  return repo;
}

const ranks: readonly Permission[] = ['pull', 'triage', 'push', 'maintain', 'admin'];

/** The repository, for an operation that needs a permission. */
export function repositoryFor(call: Call, needed: Permission): Repository {
  const repo = repository(call);
  viewer(call);
  if (!allows(call.world.permission(call.viewer, repo), needed)) {
    throw needed === 'admin' ? forbidden('Must have admin rights to Repository.') : forbidden();
  }
  if (repo.archived && needed !== 'admin') throw forbidden('Repository was archived so is read-only.');
  return repo;
}

export function allows(held: Permission | null, needed: Permission): boolean {
  return held !== null && ranks.indexOf(held) >= ranks.indexOf(needed);
}

export function issue(call: Call, repo = repository(call)): Issue {
  if (!repo.hasIssues) throw new Refusal(410, 'Issues has been disabled in this repository.');
  return found(repo.issues.find((one) => one.number === call.path.int('issue_number')));
}

export function pull(call: Call, repo = repository(call)): PullRequest {
  return found(repo.issues.find((one) => one.number === call.path.int('pull_number'))?.pull);
}

export function user(call: Call, name = 'username'): User {
  return found(call.world.user(call.path.text(name) ?? ''));
}

export function organization(call: Call): User {
  const org = found(call.world.user(call.path.text('org') ?? ''));
  if (org.type !== 'Organization') throw notFound();
  return org;
}

/** One page of `items`, each as `view` shows it. */
export function list<T>(call: Call, items: readonly T[], view: (item: T) => Json): Reply {
  const page = call.query.int('page') ?? 1;
  const perPage = Math.min(Math.max(call.query.int('per_page') ?? 30, 1), 100);
  const start = (Math.max(page, 1) - 1) * perPage;
  return {
    status: 200,
    data: items.slice(start, start + perPage).map((item) => view(item)),
    paging: { page, perPage, total: items.length },
  };
}

/** One page of a list that may be long: its links have a cursor beside the page, and past `lastPage` only the cursor leads on. */
export function longList<T>(call: Call, items: readonly T[], lastPage: number, view: (item: T) => Json): Reply {
  const perPage = Math.min(Math.max(call.query.int('per_page') ?? 30, 1), 100);
  const cursor = /^cursor:(\d+)$/.exec(Buffer.from(call.query.text('after') ?? '', 'base64').toString())?.[1];
  const page = cursor === undefined ? Math.max(call.query.int('page') ?? 1, 1) : Number(cursor) / perPage + 1;
  if (cursor === undefined && page > lastPage)
    throw unprocessable(
      'Pagination with the page parameter is not supported for large datasets, please use cursor based pagination (after/before)',
    );
  const start = (page - 1) * perPage;
  return {
    status: 200,
    data: items.slice(start, start + perPage).map((item) => view(item)),
    paging: {
      page,
      perPage,
      total: items.length,
      after: Buffer.from(`cursor:${start + perPage}`).toString('base64'),
    },
  };
}

/** A part of `items` by cursors, as the newer lists go on. */
export function cursorList<T>(call: Call, items: readonly T[], view: (item: T) => Json): Reply {
  const perPage = Math.min(Math.max(call.query.int('per_page') ?? 30, 1), 100);
  const at = (name: string) =>
    Number(/^cursor:(\d+)$/.exec(Buffer.from(call.query.text(name) ?? '', 'base64').toString())?.[1]);
  if (['after', 'before'].some((name) => call.query.has(name) && Number.isNaN(at(name))))
    throw unprocessable('Invalid cursor');
  const start = call.query.has('after')
    ? at('after') + 1
    : call.query.has('before')
      ? Math.max(at('before') - perPage, 0)
      : 0;
  const cursor = (index: number) => Buffer.from(`cursor:${index}`).toString('base64');
  const end = start + perPage;
  return {
    status: 200,
    data: items.slice(start, end).map((item) => view(item)),
    cursors: { ...(end < items.length && { next: cursor(end - 1) }), ...(start > 0 && { prev: cursor(start) }) },
  };
}

/** A page inside an object, as searches and actions answer: `{ total_count, [name]: [...] }`. */
export function counted<T>(
  call: Call,
  name: string,
  items: readonly T[],
  view: (item: T) => Json,
  more: JsonObject = {},
): Reply {
  const { data, ...reply } = list(call, items, view);
  return { ...reply, data: { total_count: items.length, ...more, [name]: data ?? [] } };
}

/** Sorts by a value in the direction that the query asks for; newest or largest first unless told otherwise. */
export function sorted<T>(call: Call, items: readonly T[], by: (item: T) => string | number, fallback = 'desc'): T[] {
  const sign = (call.query.text('direction') ?? call.query.text('order') ?? fallback) === 'asc' ? 1 : -1;
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
  return items.toSorted((a, b) => sign * compare(by(a), by(b)));
}

/** Names in a body that may be texts or objects with a name: labels and assignees are sent in both ways. */
export function names(value: Json | undefined, key: string): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((one) => {
    if (typeof one === 'string') return [one];
    const name = isObject(one) ? one[key] : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}
