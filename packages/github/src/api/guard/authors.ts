import { isRecord, repositoryOf } from '../scope.ts';

/** Associations of people of a repository. */
export const belonging: ReadonlySet<unknown> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/** Levels of an answer that are looked at; what is deeper counts as a stranger's. */
const deepest = 12;

/** Values that GitHub makes up itself, and logins: no text that anybody could word. */
const facts =
  /^(?:__typename|event|conclusion|slug|color|key|spdx_id|permission|visibility|verified_at|private|cursor|endCursor|startCursor|nameWithOwner|full_name|subjectType|diffSide|mergeable.*|.*(?:_|^)(?:id|ids|url|urls|sha|oid|at|date|state|type|status|reason|event|association|method|decision|login|side|href)|.*(?:Id|Url|Sha|Oid|At|Date|State|Type|Status|Reason|Decision|Association))$/;

/** Words of people who may push, wherever they are shown: GitHub lets nobody else choose them. */
const byPushers =
  /^(?:labels?|milestone|category|categories|discussionCategories|issueTypes?|issueFields?|type|assignees?|requested_teams?|performed_via_github_app)$/;

/** Parts of a comment on code that belong to the author of the code. */
const ofCode = /^(?:diff_?[hH]unk|path|patch)$/;

const ofIssue: ReadonlySet<unknown> = new Set(['Issue', 'PullRequest']);

/**
 * True if each text in an answer is inside something whose author belongs to the repository, or there is no text. What is in
 * another repository, such as a parent or a cross-reference, is by strangers: an association is with the repository of its text.
 * @param isCodeKnown true if the author of the code that comments show is judged elsewhere
 */
export function isByPeople(data: unknown, repository: string | undefined, isCodeKnown = false): boolean {
  return isTheirs(data, { repository, isCovered: false, isCodeKnown, depth: deepest });
}

interface Place {
  repository: string | undefined;
  /** True inside something by one of the repository's people. */
  isCovered: boolean;
  isCodeKnown: boolean;
  depth: number;
}

function isTheirs(value: unknown, { repository, isCovered, isCodeKnown, depth }: Place): boolean {
  if (typeof value === 'string') return isCovered || value.trim() === '';
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  const outside = { repository, isCovered, isCodeKnown, depth: depth - 1 };
  const inside = { ...outside };
  if (Array.isArray(value)) return value.every((item) => isTheirs(item, outside));
  if (!isRecord(value)) return false;
  const association = value['author_association'] ?? value['authorAssociation'];
  const named = repositoryOf(value)?.toLowerCase();
  if (typeof association === 'string')
    inside.isCovered = belonging.has(association) && (named ?? repository) === repository;
  else if (named !== undefined && named !== repository) inside.isCovered = false;
  // A search can match a comment by another author than the issue's.
  if ('fragment' in value && !ofIssue.has(value['object_type'])) inside.isCovered = false;
  return Object.entries(value).every(([key, part]) => {
    if (typeof part === 'string' ? facts.test(key) : byPushers.test(key)) return true;
    if (isCodeKnown && ofCode.test(key)) return true;
    // The branch of a pull request, also in a fork, is its author's.
    if (inside.isCovered && (key === 'head' || key === 'base')) return true;
    return isTheirs(part, ofCode.test(key) ? outside : inside);
  });
}
