import type { Labels } from '@mcp-reference/kit';
import { isRecord, type Scope } from '../scope.ts';
import { isByPeople } from './authors.ts';
import type { Standing } from './guard.ts';
import { itemsOf } from './lists.ts';
import type { Origin } from './origins.ts';
import { projectSources, projectRoute } from './projects.ts';
import { areAllPublic, closed, openFacts, whatOf } from './whats.ts';

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
  /** A pull request that brings it: it is the user's own if the pull request and its branch are by people of the repository. */
  pull?: number | undefined;
  /** The account that it belongs to, where it is in no repository: it is the user's own if the account is theirs. */
  account?: string | undefined;
  confidentiality: 'public' | 'private' | 'repository';
}

/**
 * The labels of a source for other programs, from what is known without asking GitHub.
 * @param standing of its repository; without it, the source counts as a stranger's and private.
 */
export function labelsOf({ integrity, ref, pull, confidentiality }: Source, standing: Standing | undefined): Labels {
  const isOwn = integrity === 'own' && pull === undefined && standing !== undefined && isTheirs(standing, ref);
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
  /** The branch or pull request that a revision is known to be part of. */
  originOf?(revision: string): Origin | undefined;
}

/** Reads whose text the people who may push to the repository wrote. */
const byPushers =
  /^GET \/repos\/\{owner\}\/\{repo\}(?:|\/(?:labels|labels\/\{name\}|milestones.*|branches.*|tags|git\/ref\/.*|git\/tags\/.*|releases.*|collaborators.*|assignees|issues\/\{issue_number\}\/labels|teams|issue-types|topics|actions\/workflows|actions\/workflows\/\{workflow_id\}))$/;
/** Reads of files and history, which are the repository's own on the default branch only. */
const ofRef =
  /^GET \/repos\/\{owner\}\/\{repo\}\/(?:contents\/\{path\}|git\/trees\/\{tree_sha\}|commits|commits\/\{ref\}|compare\/\{basehead\})$/;
/** Reports of checks, whose names and texts come from the code of a commit and from Apps of the repository. */
const ofChecks = /^GET \/repos\/\{owner\}\/\{repo\}\/commits\/\{ref\}\/(?:status|check-runs)$/;
/** Reads of the code and commits of a pull request. */
const ofPull = /^GET \/repos\/\{owner\}\/\{repo\}\/pulls\/\{pull_number\}\/(?:files|commits)$/;
const onePull = /^GET \/repos\/\{owner\}\/\{repo\}\/pulls\/\{pull_number\}$/;
/** Comments that show code of the pull request. */
const onCode = /^GET \/repos\/\{owner\}\/\{repo\}\/pulls\/\{pull_number\}\/comments$/;
/** Reads that say who wrote each text, by the author's association with the repository. */
const withAuthors =
  /^GET \/repos\/\{owner\}\/\{repo\}\/(?:issues.*|pulls|pulls\/\{pull_number\}|pulls\/\{pull_number\}\/(?:reviews|comments).*|pulls\/comments.*)$/;
/** Read by everybody on GitHub. */
const open = /^GET \/(?:user|meta|rate_limit|advisories.*|users\/\{username\}.*|search\/.*)$/;

/** The meaning of a read of REST, failing closed: a route that no rule knows is other people's text. */
export function sourcesOf(read: Read): Source[] {
  const { scope, route, params, data } = read;
  if (scope.kind === 'search' || scope.kind === 'many') return itemsOf(route, data);
  if (scope.kind === 'thread') return itemsOf(route, [data]);
  if (projectRoute.test(route)) return projectSources(route, params, data);
  const repository = scope.kind === 'repository' ? scope.name.toLowerCase() : undefined;
  return [
    {
      repository,
      what: whatOf(route, params, scope),
      ...trustOf(read, repository),
      confidentiality: confidentialityOf(route, repository, data),
    },
  ];
}

/** The meaning of the answer to a write: most repeat what was sent, but that of an alert shows the alert. */
export function sourcesOfWrite(read: Read): Source[] {
  return closed.test(read.route) ? sourcesOf(read) : [];
}

interface GraphqlPlace {
  /** The revision, if the answer is its content and history alone. */
  ref?: string | undefined;
  /** The pull request, if the answer is about one and shows its code. */
  pull?: number | undefined;
  /** The account, if the answer is a part of a project of it. */
  account?: string | undefined;
}

/** The meaning of a GraphQL answer. */
export function graphqlSource(
  repository: string | undefined,
  data: unknown,
  { ref, pull, account }: GraphqlPlace = {},
): Source {
  const isOwn =
    ref !== undefined || account !== undefined || isByPeople(data, repository?.toLowerCase(), pull !== undefined);
  return {
    repository: repository?.toLowerCase(),
    what: whatOfGraphql(repository, pull, account),
    integrity: isOwn ? 'own' : 'untrusted',
    ref,
    pull,
    account: account?.toLowerCase(),
    confidentiality: repository === undefined ? 'private' : 'repository',
  };
}

function whatOfGraphql(repository: string | undefined, pull: number | undefined, account: string | undefined): string {
  if (repository !== undefined) return pull === undefined ? repository : `${repository}#${pull}`;
  return account === undefined ? 'a project or account' : `a project of ${account}`;
}

type Trust = Pick<Source, 'integrity' | 'ref' | 'pull' | 'account'>;

function trustOf({ route, params, data, originOf }: Read, repository: string | undefined): Trust {
  const ref = undefined;
  if (openFacts.test(route)) return { integrity: 'trusted', ref };
  // Logins and facts alone, unless a text that matched is shown.
  if (route === 'GET /search/users') return { integrity: isByPeople(data, undefined) ? 'trusted' : 'untrusted', ref };
  if (byPushers.test(route)) return { integrity: 'own', ref };
  if (ofRef.test(route)) return { integrity: 'own', ref, ...originIn(params, originOf) };
  if (ofChecks.test(route)) {
    const origin = originOf?.(String(params['ref']));
    return origin === undefined ? { integrity: 'untrusted', ref } : { integrity: 'own', ref, ...origin };
  }
  const pull = Number(params['pull_number']);
  // Bytes, such as a diff, say nothing of their author, but they are the code of the pull request.
  if (ofPull.test(route) || (onePull.test(route) && data === undefined)) return { integrity: 'own', ref, pull };
  const isOnCode = onCode.test(route);
  const isTheirs = data !== undefined && withAuthors.test(route) && isByPeople(data, repository, isOnCode);
  if (isTheirs) return { integrity: 'own', ref, pull: isOnCode ? pull : undefined };
  const owner = /gists/.test(route) ? ownerOfAll(data) : undefined;
  return owner === undefined ? { integrity: 'untrusted', ref } : { integrity: 'own', ref, account: owner };
}

/** The revision that was asked for, or the branch or pull request that it is known to be part of. */
function originIn(params: Readonly<Record<string, unknown>>, originOf: Read['originOf']): Origin {
  const { ref, sha, tree_sha, basehead } = params;
  const head = typeof basehead === 'string' ? basehead.split('...').at(-1) : undefined;
  const revision = [head, ref, sha, tree_sha].find((one) => typeof one === 'string');
  return revision === undefined ? {} : (originOf?.(revision) ?? { ref: revision });
}

/** The account that owns every gist of an answer, in lower case. */
function ownerOfAll(data: unknown): string | undefined {
  const items: unknown[] = Array.isArray(data) ? data : [data];
  const owners = new Set(items.map((one) => (isRecord(one) && isRecord(one['owner']) ? one['owner']['login'] : '')));
  const [owner] = owners;
  return owners.size === 1 && typeof owner === 'string' && owner !== '' ? owner.toLowerCase() : undefined;
}

function confidentialityOf(route: string, repository: string | undefined, data: unknown): Source['confidentiality'] {
  if (isRecord(data) && (data['draft'] === true || data['public'] === false) && /releases|gists/.test(route))
    return 'private';
  if (Array.isArray(data) && route.endsWith('/releases') && data.some((one) => isRecord(one) && one['draft'] === true))
    return 'private';
  if (/gists/.test(route)) return areAllPublic(data) ? 'public' : 'private';
  if (closed.test(route)) return 'private';
  if (repository !== undefined) return 'repository';
  return open.test(route) ? 'public' : 'private';
}
