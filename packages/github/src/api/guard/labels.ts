import type { Labels } from '@mcp-reference/kit';
import { isRecord, repositoryOf, type Scope } from '../scope.ts';
import { isByPeople } from './authors.ts';
import type { Standing } from './guard.ts';

/** A read as it is remembered; its meaning depends in part on the repository, and is decided when it is needed. */
export interface Source {
  /** `owner/name`, in lower case. */
  repository: string | undefined;
  /** Its name in a question. */
  what: string;
  /** Trusted: never text of others. Own: trusted where the user may push. */
  integrity: 'trusted' | 'own' | 'untrusted';
  /** A branch that makes it the user's own if it is the default one. */
  ref: string | undefined;
  confidentiality: 'public' | 'private' | 'repository';
}

/**
 * The labels of a source for other programs, from what is known without asking GitHub.
 * @param standing of its repository; without it, the source counts as a stranger's and private.
 */
export function labelsOf({ integrity, ref, confidentiality }: Source, standing: Standing | undefined): Labels {
  const isOwn = integrity === 'own' && standing !== undefined && isTheirs(standing, ref);
  const isOpen = confidentiality === 'repository' && standing?.known === true && !standing.private;
  return {
    integrity: integrity === 'trusted' || isOwn ? 'trusted' : 'untrusted',
    confidentiality: confidentiality === 'public' || isOpen ? 'public' : 'private',
  };
}

/** True if only people who may push wrote it: the default branch of a repository that the user may push to. */
export function isTheirs({ mayPush, defaultBranch }: Standing, ref: string | undefined): boolean {
  const name = ref?.replace(/^(?:refs\/)?heads\//, '');
  return mayPush && (name === undefined || name === defaultBranch || name === 'HEAD');
}

interface Read {
  scope: Scope;
  route: string;
  params: Readonly<Record<string, unknown>>;
  data: unknown;
}

/** Reads whose text the people who may push to the repository wrote. */
const byPushers =
  /^GET \/repos\/\{owner\}\/\{repo\}(?:|\/(?:labels|labels\/\{name\}|milestones.*|branches.*|tags|git\/ref\/.*|git\/tags\/.*|releases.*|collaborators.*|assignees|issues\/\{issue_number\}\/labels|teams|issue-types|topics|actions\/workflows|actions\/workflows\/\{workflow_id\}))$/;
/** Reads of files and history, which are the repository's own on the default branch only. */
const ofRef =
  /^GET \/repos\/\{owner\}\/\{repo\}\/(?:contents\/\{path\}|git\/trees\/\{tree_sha\}|commits|commits\/\{ref\})$/;
/** Reads that say who wrote each text, by the author's association with the repository. */
const withAuthors =
  /^GET \/repos\/\{owner\}\/\{repo\}\/(?:issues.*|pulls|pulls\/\{pull_number\}|pulls\/\{pull_number\}\/(?:reviews|comments).*|pulls\/comments.*)$/;
const openFacts =
  /^GET \/(?:user|meta|rate_limit|user\/(?:teams|orgs)|orgs\/\{org\}\/(?:teams.*|issue-types|issue-fields))$/;
/** Read by everybody on GitHub. */
const open = /^GET \/(?:user|meta|rate_limit|advisories.*|users\/\{username\}.*|search\/.*)$/;
/** Read by those alone whom an organization or a repository lets. */
const closed =
  /secret-scanning|code-scanning|dependabot|code-quality|security-advisories|\/notifications|\/collaborators|\/teams\/|\/members|projectsV2/;

/** The meaning of a read of REST, failing closed: a route that no rule knows is other people's text. */
export function sourcesOf({ scope, route, params, data }: Read): Source[] {
  if (scope.kind === 'search' || scope.kind === 'many') return itemsOf(route, data);
  const repository = scope.kind === 'repository' ? scope.name.toLowerCase() : undefined;
  const what = scope.kind === 'repository' ? scope.name : whatOf(route);
  const ref = [params['ref'], params['sha'], params['tree_sha']].find((one) => typeof one === 'string');
  const integrity = integrityOf(route, data, repository);
  return [
    {
      repository,
      what,
      integrity,
      ref: ofRef.test(route) && typeof ref === 'string' ? ref : undefined,
      confidentiality: confidentialityOf(route, repository, data),
    },
  ];
}

/** The meaning of the answer to a write: most repeat what was sent, but that of an alert shows the alert. */
export function sourcesOfWrite(read: Read): Source[] {
  return closed.test(read.route) ? sourcesOf(read) : [];
}

/** The meaning of a GraphQL answer. @param ref the revision, if the answer is its content and history alone */
export function graphqlSource(repository: string | undefined, data: unknown, ref?: string): Source {
  const isOwn = ref !== undefined || isByPeople(data, repository?.toLowerCase());
  return {
    repository: repository?.toLowerCase(),
    what: repository ?? 'a project or account',
    integrity: isOwn ? 'own' : 'untrusted',
    ref,
    confidentiality: repository === undefined ? 'private' : 'repository',
  };
}

function integrityOf(route: string, data: unknown, repository: string | undefined): Source['integrity'] {
  if (openFacts.test(route)) return 'trusted';
  if (byPushers.test(route) || ofRef.test(route)) return 'own';
  // Bytes, such as a diff, say nothing of their author.
  return data !== undefined && withAuthors.test(route) && isByPeople(data, repository) ? 'own' : 'untrusted';
}

function confidentialityOf(route: string, repository: string | undefined, data: unknown): Source['confidentiality'] {
  if (isRecord(data) && (data['draft'] === true || data['public'] === false) && /releases|gists|projects/.test(route))
    return 'private';
  if (Array.isArray(data) && route.endsWith('/releases') && data.some((one) => isRecord(one) && one['draft'] === true))
    return 'private';
  if (/gists/.test(route)) return areAllPublic(data) ? 'public' : 'private';
  if (closed.test(route)) return 'private';
  if (repository !== undefined) return 'repository';
  return open.test(route) ? 'public' : 'private';
}

function areAllPublic(data: unknown): boolean {
  const items: unknown[] = Array.isArray(data) ? data : [data];
  return items.every((one) => isRecord(one) && one['public'] === true);
}

/** Lists of repositories: each is described by the people who may push to it. */
const ofRepositories = /^GET \/(?:search\/repositories|(?:user|users\/\{username\}|orgs\/\{org\})\/(?:repos|starred))$/;

/** The repositories that a list of many names, each once. An item that names none is a stranger's and private. */
function itemsOf(route: string, data: unknown): Source[] {
  const items: unknown = isRecord(data) ? data['items'] : data;
  const found = new Map<string, Source>();
  for (const item of Array.isArray(items) ? (items as unknown[]) : []) {
    const name = repositoryOf(item)?.toLowerCase();
    const about = aboutRepository(item);
    const isClosed = closed.test(route) || about.private === true || name === undefined;
    found.set(name ?? '', {
      repository: name,
      what: name ?? whatOf(route),
      integrity: ofRepositories.test(route) && about.mayPush ? 'trusted' : 'untrusted',
      ref: undefined,
      confidentiality: isClosed ? 'private' : about.private === false ? 'public' : 'repository',
    });
  }
  return [...found.values()];
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

const whatOf = (route: string): string => /^\w+ \/([\w-]+)/.exec(route)?.[1] ?? 'GitHub';
