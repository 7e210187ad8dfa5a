import { isRecord } from '../scope.ts';
import { targetOf, word } from '../routes.ts';

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

/** Writes where no text can be carried to anyone. */
export const harmless = /\/(notifications|subscription|starred)\b/;

const graveRoutes =
  /^PUT .*\/merge$|\/dispatches$|^PATCH \/repos\/\{owner\}\/\{repo\}$|^POST .*\/releases$|^PATCH .*\/releases\/\{release_id\}$|^DELETE \/repos\/\{owner\}\/\{repo\}$/;
const graveMutations = /^(EnableAutoMerge|EnqueuePull)$/;

/** Acts that let code run or reach users: merging, approving, releasing, starting workflows, changing them or the settings. */
export function isGrave({ route, params, mutation }: Act): boolean {
  if (mutation !== undefined) return graveMutations.test(mutation);
  if (graveRoutes.test(route)) return true;
  if (/\/reviews(?:\/\{review_id\}\/events)?$/.test(route)) return params['event'] === 'APPROVE';
  // A fork in an organization shows a private repository to its members; an agent writes code by itself.
  if (route.endsWith('/forks')) return params['organization'] !== undefined;
  if (route.endsWith('/assignees')) return /copilot/i.test(JSON.stringify(params));
  return pathsIn(params).some((path) => /^[./]*\.github\/+(?:workflows|actions)\//i.test(path));
}

function pathsIn({ path, tree }: Readonly<Record<string, unknown>>): string[] {
  const entries: unknown[] = Array.isArray(tree) ? tree : [];
  return [path, ...entries.map((entry) => (isRecord(entry) ? entry['path'] : undefined))].filter(
    (one) => typeof one === 'string',
  );
}

/** The act in a few plain words, such as `Post a comment on octo/garden#1`. */
export function inWords({ route, params, mutation, target }: Act): string {
  if (mutation !== undefined) return `${mutation.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')} in ${target}`;
  const [method = '', template = ''] = route.split(' ');
  const number = word(params['issue_number'] ?? params['pull_number']);
  const where = number === '' ? target : `${target}#${number}`;
  const known = phrases.find(([pattern]) => pattern.test(route))?.[1];
  if (known !== undefined) return `${known} ${where}`;
  const verb = { POST: 'Create', PUT: 'Write', PATCH: 'Change', DELETE: 'Delete' }[method] ?? 'Change';
  return `${verb} ${targetOf(template, params)}`;
}

const phrases: readonly [RegExp, string][] = [
  [/^POST .*\/issues\/\{issue_number\}\/comments$/, 'Post a comment on'],
  [/^POST .*\/issues$/, 'Create an issue in'],
  [/^PATCH .*\/issues\/\{issue_number\}$/, 'Change'],
  [/^POST .*\/pulls$/, 'Open a pull request in'],
  [/^PATCH .*\/pulls\/\{pull_number\}$/, 'Change'],
  [/^PUT .*\/merge$/, 'Merge'],
  [/\/reviews(\/\{review_id\}\/events)?$/, 'Review'],
  [/\/replies$/, 'Reply to a comment on'],
  [/\/git\/(blobs|trees|commits|refs)/, 'Push to'],
  [/\/contents\/\{path\}$/, 'Write a file in'],
  [/\/dispatches$/, 'Run a workflow in'],
  [/^POST .*\/releases$/, 'Create a release in'],
  [/^PATCH .*\/releases\/\{release_id\}$/, 'Change a release of'],
  [/\/forks$/, 'Fork'],
  [/\/assignees$/, 'Assign'],
  [/^POST \/gists$/, 'Create a gist in'],
];

/** Texts that would leave with a write, names too, such as those of a gist's files; base64 is decoded, because it hides them. */
export function textsIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    const isBase64 = key === 'content' && value.length >= 16 && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(value);
    return isBase64 ? [value, Buffer.from(value, 'base64').toString('utf8')] : [value];
  }
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, key));
  return isRecord(value) ? Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner, name)]) : [];
}

/** Parameters that hold what is written, the most telling first. */
const telling = [
  'body',
  'content',
  'message',
  'title',
  'description',
  'input',
  'inputs',
  'files',
  'tree',
  'agent_assignment',
];
/** Parts of such parameters that say how and where, and not what. */
const technical = new Set(['path', 'mode', 'type', 'sha', 'filename', 'encoding']);

/** The texts that a person would look at first, each once. */
export function mainTexts(params: Readonly<Record<string, unknown>>): string[] {
  const found = telling.flatMap((key) => contentsOf(params[key], key)).filter((text) => text.trim() !== '');
  return [...new Set(found)];
}

function contentsOf(value: unknown, key: string): string[] {
  if (typeof value === 'string') {
    if (technical.has(key)) return [];
    const [given = '', decoded = given] = textsIn(value, key);
    // Plain words can look like base64.
    return [decoded.includes('\uFFFD') ? given : decoded];
  }
  if (Array.isArray(value)) return value.flatMap((one) => contentsOf(one, key));
  return isRecord(value) ? Object.entries(value).flatMap(([name, inner]) => contentsOf(inner, name)) : [];
}

const keys: readonly [RegExp, string][] = [
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{60,}\b/, 'a GitHub token'],
  [/\bAKIA[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\bxox[abprs]-[\w-]{20,}/, 'a Slack token'],
  [/\bsk-[A-Za-z0-9_-]{32,}/, 'an API key'],
  [/\bAIza[\w-]{35}\b/, 'a Google API key'],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, 'a private key'],
];

/** The kind of key that a text seems to hold, with the beginning of the key. */
export function keyIn(texts: readonly string[]): string | undefined {
  for (const text of texts)
    for (const [pattern, name] of keys) {
      const found = pattern.exec(text)?.[0];
      if (found !== undefined) return `${name} (${found.slice(0, 8)}…)`;
    }
  return undefined;
}
