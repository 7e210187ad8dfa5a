import { isRecord, repositoryOf } from '../scope.ts';
import { isByPeople } from './authors.ts';
import type { Source } from './labels.ts';
import { closed, whatOf } from './whats.ts';

/** Lists of repositories: each is described by the people who may push to it. */
const ofRepositories = /^GET \/(?:search\/repositories|(?:user|users\/\{username\}|orgs\/\{org\})\/(?:repos|starred))$/;
/** Searches of what is on default branches. */
const onDefaultBranches = /^GET \/search\/(?:code|commits)$/;
/** Notifications of things that every reader of the repository sees. */
const openSubjects = new Set(['Issue', 'PullRequest', 'Commit', 'Release', 'Discussion', 'CheckSuite']);

/** Repositories of one list whose owner is looked up; a longer list is by strangers. */
const mostLookedUp = 10;

/** The repositories that a list of many names, each once. An item that names none is a stranger's and private. */
export function itemsOf(route: string, data: unknown): Source[] {
  const items: unknown = isRecord(data) ? data['items'] : data;
  const found = new Map<string, Source>();
  for (const item of Array.isArray(items) ? (items as unknown[]) : []) {
    const source = sourceOf(route, item);
    const key = source.repository ?? '';
    found.set(key, worse(source, found.get(key)));
  }
  const sources = [...found.values()];
  const lookedUp = sources.filter(({ integrity }) => integrity === 'own').length;
  return lookedUp <= mostLookedUp
    ? sources
    : sources.map((one) => (one.integrity === 'own' ? { ...one, integrity: 'untrusted' } : one));
}

function sourceOf(route: string, item: unknown): Source {
  const name = repositoryOf(item)?.toLowerCase();
  const about = aboutRepository(item);
  const isClosed = closed.test(route) && !isOpenSubject(item);
  const isPrivate = isClosed || about.private === true || name === undefined;
  return {
    repository: name,
    what: route.includes('/notifications') ? 'your notifications' : (name ?? whatOf(route)),
    integrity: integrityOf(route, item, name, about.mayPush),
    ref: undefined,
    confidentiality: isPrivate ? 'private' : about.private === false ? 'public' : 'repository',
  };
}

function integrityOf(
  route: string,
  item: unknown,
  repository: string | undefined,
  mayPush: boolean,
): Source['integrity'] {
  if (ofRepositories.test(route)) return mayPush ? 'trusted' : 'untrusted';
  if (repository === undefined) return 'untrusted';
  if (onDefaultBranches.test(route)) return 'own';
  return route === 'GET /search/issues' && isByPeople(item, repository) ? 'own' : 'untrusted';
}

const isOpenSubject = (item: unknown): boolean =>
  isRecord(item) && isRecord(item['subject']) && openSubjects.has(String(item['subject']['type']));

const integrities = ['trusted', 'own', 'untrusted'] as const;
const readerships = ['public', 'repository', 'private'] as const;

/** Of two items of one repository the worse counts, in each respect. */
function worse(one: Source, other: Source = one): Source {
  const last = <T>(all: readonly T[], a: T, b: T) => (all.indexOf(a) > all.indexOf(b) ? a : b);
  return {
    ...one,
    integrity: last(integrities, one.integrity, other.integrity),
    confidentiality: last(readerships, one.confidentiality, other.confidentiality),
  };
}

/** Facts about the repository of an item, or about the item if it is one. */
function aboutRepository(item: unknown): { private: unknown; mayPush: boolean } {
  if (!isRecord(item)) return { private: undefined, mayPush: false };
  const inside = [item, item['repository'], item['repo']].filter(isRecord);
  const permissions = inside.map((one) => one['permissions']).find(isRecord);
  return {
    private: inside.map((one) => one['private']).find((one) => typeof one === 'boolean'),
    mayPush: permissions?.['push'] === true,
  };
}
