import { ToolError } from '@mcp-reference/kit';
import { qualified, withoutQuotes } from '../../api/query.ts';
import { refuse } from '../report.ts';

/** Orders of a search for issues and pull requests. */
const issueSorts = [
  'comments',
  'reactions',
  'reactions-+1',
  'reactions--1',
  'reactions-smile',
  'reactions-thinking_face',
  'reactions-heart',
  'reactions-tada',
  'interactions',
  'created',
  'updated',
] as const;

/** @throws ToolError `invalid` for another order: GitHub would ignore it */
export function issueSort(wanted: string | undefined): (typeof issueSorts)[number] | undefined {
  if (wanted === undefined) return undefined;
  const found = issueSorts.find((one) => one === wanted.toLowerCase());
  if (found === undefined)
    throw new ToolError(
      'invalid',
      `"sort" must be one of ${issueSorts.join(', ')}, not ${JSON.stringify(wanted.slice(0, 60))}.`,
    );
  return found;
}

/** A query for one kind of item, narrowed to a repository or an owner where that is given and the query does not. */
export function issueQuery(
  kind: 'issue' | 'pr',
  query: string,
  owner: string | undefined,
  repo: string | undefined,
): string {
  if (owner === undefined) refuse({ repo }, 'goes with owner');
  const bare = withoutQuotes(query);
  const more: string[] = [];
  if (!/(?:^|[\s(])(?:is|type):(issue|pr|pull-request)\b/.test(bare)) more.push(`is:${kind}`);
  if (owner !== undefined && !/(?:^|[\s(])(repo|org|user):/.test(bare))
    more.push(repo === undefined ? `user:${owner}` : `repo:${owner}/${repo}`);
  return qualified(query, more);
}

/** A query for one kind of account, which both sides of an OR are narrowed to. */
export const accountQuery = (kind: 'user' | 'org', query: string): string =>
  qualified(query, /(?:^|[\s(])type:/.test(withoutQuotes(query)) ? [] : [`type:${kind}`]);
