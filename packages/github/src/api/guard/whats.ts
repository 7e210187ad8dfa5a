import { word } from '../routes.ts';
import { isRecord, type Scope } from '../scope.ts';

/** Facts that GitHub makes up itself, and names of the user's own teams and organizations. */
export const openFacts =
  /^GET \/(?:user|meta|rate_limit|user\/(?:teams|orgs)|orgs\/\{org\}\/(?:teams.*|issue-types|issue-fields))$/;

/** Read by those alone whom an organization or a repository lets. */
export const closed =
  /secret-scanning|code-scanning|dependabot|code-quality|security-advisories|\/notifications|\/collaborators|\/teams\/|\/members|projectsV2/;

/** Names of what a read shows, for a question to the user. */
const names: readonly [RegExp, string][] = [
  [/\/dependabot\//, 'Dependabot alerts'],
  [/secret-scanning/, 'secret scanning alerts'],
  [/code-scanning/, 'code scanning alerts'],
  [/code-quality/, 'code quality findings'],
  [/security-advisories/, 'security advisories'],
  [/\/collaborators/, 'collaborators'],
  [/\/actions\/(?:runs|jobs|artifacts)/, 'workflow runs'],
  [/\/notifications/, 'your notifications'],
  [/^GET \/user$/, 'your account'],
  [/^GET \/user\/(?:teams|orgs)/, 'your teams'],
  [/\/(?:teams|members)/, 'teams'],
  [/\/gists/, 'gists'],
  [/^GET \/search\/users/, 'a search for people'],
  [/^GET \/search\//, 'a search'],
  [/^GET \/(?:user|users\/\{username\}|orgs\/\{org\})\/(?:repos|starred)/, 'a list of repositories'],
  [/^GET \/advisories/, 'security advisories'],
  [/^GET \/users\/\{username\}/, 'a profile'],
];

/** Names the thing that a read shows, such as `octo/garden#1`, `Dependabot alerts of octo/garden` or `your notifications`. */
export function whatOf(
  route: string,
  params: Readonly<Record<string, unknown>> = {},
  scope: Scope = { kind: 'closed' },
): string {
  const name = names.find(([pattern]) => pattern.test(route))?.[1];
  const number = word(params['issue_number'] ?? params['pull_number']);
  if (scope.kind === 'repository') {
    if (name !== undefined) return `${name} of ${scope.name}`;
    return number === '' ? scope.name : `${scope.name}#${number}`;
  }
  const owner = word(params['org'] ?? params['username']);
  if (name === undefined) return owner === '' ? 'GitHub' : owner;
  return owner === '' ? name : `${name} of ${owner}`;
}

/** True if every gist or project of an answer can be read by everybody. */
export function areAllPublic(data: unknown): boolean {
  const items: unknown[] = Array.isArray(data) ? data : [data];
  return items.every((one) => isRecord(one) && one['public'] === true);
}
