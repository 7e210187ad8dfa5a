type Arguments = Readonly<Record<string, unknown>>;

/** Arguments that number issues and pull requests, which share their numbers, in the spellings that the kit takes. */
const ofIssues = /^(?:(?:issue|pull|pr|pull[_-]?request)?[_-]?number|duplicate[_-]?of)$/i;
const ofDiscussions = /^discussion[_-]?number$/i;

const ofIssue = /^\/([^/]+)\/([^/]+)\/(?:issues|pull)\/(\d{1,15})(?:\/|$)/;
const ofDiscussion = /^\/([^/]+)\/([^/]+)\/discussions\/(\d{1,15})(?:\/|$)/;

/**
 * Reads `#5` and the web address of an issue, pull request or discussion of the same repository as its number, and
 * `owner/repo` as the repository where `owner` says the same or nothing. Anything that could name another repository than
 * the one that was asked for is left for the schema to refuse.
 * @param web the address of the GitHub in use
 * @returns the same object if there is nothing to change
 */
export function normalize(given: Arguments, web: string): Arguments {
  const named = splitRepository(given);
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(named)) {
    const value = named[key];
    if (typeof value !== 'string' || !/^\s*(?:#|https:)/.test(value)) continue;
    const number = numberIn(value.trim(), key, named, web);
    if (number !== undefined) (changed ??= { ...named })[key] = number;
  }
  return changed ?? named;
}

function splitRepository(given: Arguments): Arguments {
  const { owner, repo } = given;
  const [, ofOwner, name] = typeof repo === 'string' ? (/^([\w.-]+)\/([\w.-]+)$/.exec(repo) ?? []) : [];
  if (ofOwner === undefined || !(owner === undefined || isSame(owner, ofOwner))) return given;
  return { ...given, owner: owner ?? ofOwner, repo: name };
}

function numberIn(value: string, key: string, { owner, repo, kind }: Arguments, web: string): number | undefined {
  const isIssue = ofIssues.test(key);
  if (!isIssue && !ofDiscussions.test(key)) return undefined;
  // The number of edit_body can be the id of a comment.
  if (key === 'number' && kind !== undefined && kind !== 'issue' && kind !== 'pull_request') return undefined;
  const [, short] = /^#(\d{1,15})$/.exec(value) ?? [];
  if (short !== undefined) return Number(short);
  if (!URL.canParse(value)) return undefined;
  const { origin, pathname, username } = new URL(value);
  const [, ofOwner, name, number] = (isIssue ? ofIssue : ofDiscussion).exec(pathname) ?? [];
  const fits = origin === web && username === '' && isSame(owner, ofOwner) && isSame(repo, name);
  return fits ? Number(number) : undefined;
}

const isSame = (one: unknown, other: string | undefined): boolean =>
  typeof one === 'string' && one.toLowerCase() === other?.toLowerCase();
