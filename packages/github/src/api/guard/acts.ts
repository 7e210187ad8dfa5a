import { isRecord } from '../scope.ts';

/** A write as the guard sees it. */
export interface Act {
  route: string;
  params: Readonly<Record<string, unknown>>;
  /** Name of a GraphQL mutation, for those. */
  mutation?: string;
  /** `owner/name` of the repository, or the account, that it changes. */
  target: string;
  isRepository: boolean;
}

const harmlessRoutes =
  /\/(?:notifications|subscription|starred)\b|\/(?:reactions|sub_issues?|sub_issues\/priority|requested_reviewers|cancel)$|\/dependencies\//;
const harmlessMutations = /^(?:ResolveThread|UnresolveThread|DisableAutoMerge|MarkAnswer|UnmarkAnswer)$/;

/** True for writes that carry no text to anyone. */
export const isHarmless = ({ route, mutation }: Pick<Act, 'route' | 'mutation'>): boolean =>
  mutation === undefined ? harmlessRoutes.test(route) : harmlessMutations.test(mutation);

const graveRoutes =
  /^PUT .*\/merge$|\/dispatches$|\/rerun(?:-failed-jobs)?$|^PATCH \/repos\/\{owner\}\/\{repo\}$|^POST .*\/releases$|^PATCH .*\/releases\/\{release_id\}$|^DELETE \/repos\/\{owner\}\/\{repo\}$/;
const graveMutations = /^(EnableAutoMerge|EnqueuePull)$/;

/** Calls of an agent or a bot that acts with the rights of the author, outside of code. */
const summons = /(?:^|[^\w@/.`-])@(?:copilot|dependabot)\b/i;
/** Texts of a write in which a name calls. */
const spoken = ['body', 'title', 'comments'];

/**
 * Acts that let code run or reach users: merging, approving, releasing, starting workflows, changing them or the settings,
 * settling alerts, and calling an agent.
 */
export function isGrave({ route, params, mutation }: Act): boolean {
  const { input } = params;
  const written = [params, ...(isRecord(input) ? [input] : [])].flatMap((one) => spoken.map((key) => one[key]));
  if (textsIn(written).some((text) => summons.test(text))) return true;
  if (mutation !== undefined) return graveMutations.test(mutation);
  // Users see a draft only once it is published.
  if (/\/releases(?:\/\{release_id\})?$/.test(route) && params['draft'] === true) return false;
  if (graveRoutes.test(route)) return true;
  if (route.endsWith('/alerts/{alert_number}')) return true;
  if (/\/reviews(?:\/\{review_id\}\/events)?$/.test(route)) return params['event'] === 'APPROVE';
  // A fork in an organization shows a private repository to its members; an agent writes code by itself.
  if (route.endsWith('/forks')) return params['organization'] !== undefined;
  if (route.endsWith('/assignees')) return namesCopilot(params);
  return pathsIn(params).some((path) => /^[./]*\.github\/+(?:workflows|actions)\//i.test(path));
}

/**
 * The commit of a new branch or tag. Workflows that run for a push run as they are in it, with the secrets of the repository: also in
 * the commit of a fork, which GitHub finds in the repository as soon as it has a pull request.
 */
export const startOfBranch = ({ route, params }: Act): string | undefined =>
  /^POST .*\/git\/refs$/.test(route) && typeof params['sha'] === 'string' ? params['sha'] : undefined;

/** True if Copilot is among the people of a request. */
export const namesCopilot = (params: Readonly<Record<string, unknown>>): boolean =>
  /copilot/i.test(JSON.stringify(params));

function pathsIn({ path, tree }: Readonly<Record<string, unknown>>): string[] {
  const entries: unknown[] = Array.isArray(tree) ? tree : [];
  return [path, ...entries.map((entry) => (isRecord(entry) ? entry['path'] : undefined))].filter(
    (one) => typeof one === 'string',
  );
}

/** Texts that would leave with a write, names too, such as those of a gist's files; base64 is decoded, because it hides them. */
export function textsIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    const isBase64 = key === 'content' && value.length >= 16 && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(value);
    return isBase64 ? [value, Buffer.from(value, 'base64').toString('utf8')] : [value];
  }
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, key));
  return isRecord(value) ? Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner, name)]) : [];
}
