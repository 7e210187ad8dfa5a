import { targetOf, word } from '../routes.ts';
import { isRecord } from '../scope.ts';
import { namesCopilot, textsIn, type Act } from './acts.ts';

/** The act in a few plain words, such as `Post a comment on octo/garden#1`. */
export function inWords({ route, params, mutation, target }: Act): string {
  if (mutation !== undefined)
    return `${mutations[mutation] ?? `${mutation.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')} in`} ${target}`;
  const [method = '', template = ''] = route.split(' ');
  const number = word(params['issue_number'] ?? params['pull_number']);
  const where = number === '' ? target : `${target}#${number}`;
  if (/\/reviews(?:\/\{review_id\}\/events)?$/.test(route)) return `${reviewed(params['event'])} ${where}`;
  if (/\/gists(?:\/|$)/.test(route)) return method === 'POST' ? 'Create a gist' : 'Change a gist';
  if (route.endsWith('/forks')) return `Fork ${target} into ${word(params['organization']) || 'your account'}`;
  if (route.endsWith('/assignees') && namesCopilot(params)) return `Assign Copilot to ${where}`;
  const known = phrases.find(([pattern]) => pattern.test(route))?.[1];
  if (known !== undefined) return `${known} ${where}`;
  const verb = { POST: 'Create', PUT: 'Write', PATCH: 'Change', DELETE: 'Delete' }[method] ?? 'Change';
  return `${verb} ${targetOf(template, params)}`;
}

/** The readers of what is in no repository. */
export const readersOf = ({ route, params }: Act): string =>
  route.endsWith('/gists')
    ? params['public'] === true
      ? 'public'
      : 'for everybody who has its address'
    : 'its readers are not known';

const reviewed = (event: unknown): string =>
  ({ APPROVE: 'Approve', REQUEST_CHANGES: 'Request changes on' })[String(event)] ?? 'Review';

const phrases: readonly [RegExp, string][] = [
  [/^POST .*\/issues\/\{issue_number\}\/comments$/, 'Post a comment on'],
  [/\/(?:issues|pulls)\/comments\/\{comment_id\}$/, 'Change a comment in'],
  [/^POST .*\/pulls\/\{pull_number\}\/comments$/, 'Post a comment on'],
  [/\/replies$/, 'Reply to a comment on'],
  [/\/reactions$/, 'React in'],
  [/\/requested_reviewers$/, 'Request reviews of'],
  [/\/update-branch$/, 'Update the branch of'],
  [/^POST .*\/issues$/, 'Create an issue in'],
  [/^PATCH .*\/(?:issues\/\{issue_number\}|pulls\/\{pull_number\})$/, 'Change'],
  [/\/issues\/\{issue_number\}\/labels(?:\/\{name\})?$/, 'Change the labels of'],
  [/\/labels(?:\/\{name\})?$/, 'Change a label of'],
  [/\/milestones(?:\/\{milestone_number\})?$/, 'Change a milestone of'],
  [/\/sub_issues?(?:\/priority)?$/, 'Change the sub-issues of'],
  [/\/dependencies\//, 'Change the dependencies of'],
  [/^POST .*\/pulls$/, 'Open a pull request in'],
  [/^PUT .*\/merge$/, 'Merge'],
  [/^POST .*\/git\/refs$/, 'Create a branch in'],
  [/^DELETE .*\/git\/refs/, 'Delete a branch or tag in'],
  [/\/git\/(?:blobs|trees|commits|refs)/, 'Push to'],
  [/^PUT .*\/contents\/\{path\}$/, 'Write a file in'],
  [/^DELETE .*\/contents\/\{path\}$/, 'Delete a file in'],
  [/\/dispatches$/, 'Run a workflow in'],
  [/\/(?:rerun|rerun-failed-jobs)$/, 'Run a workflow again in'],
  [/\/cancel$/, 'Cancel a workflow run in'],
  [/^POST .*\/releases$/, 'Create a release in'],
  [/^PATCH .*\/releases\/\{release_id\}$/, 'Change a release of'],
  [/\/(?:dependabot|code-scanning|secret-scanning)\/alerts\//, 'Change a security alert of'],
  [/^(?:PATCH|PUT) \/repos\/\{owner\}\/\{repo\}(?:\/topics)?$/, 'Change the settings of'],
  [/\/assignees$/, 'Assign'],
];

const mutations: Readonly<Record<string, string>> = {
  AddReviewThread: 'Comment on code of a pull request in',
  ToReady: 'Mark a pull request as ready in',
  ToDraft: 'Turn a pull request into a draft in',
  EnableAutoMerge: 'Merge a pull request automatically in',
  DisableAutoMerge: 'Stop the automatic merge of a pull request in',
  EnqueuePull: 'Add a pull request to the merge queue of',
  ResolveThread: 'Resolve a review thread in',
  UnresolveThread: 'Reopen a review thread in',
  CreateDiscussion: 'Start a discussion in',
  UpdateDiscussion: 'Change a discussion in',
  CloseDiscussion: 'Close a discussion in',
  ReopenDiscussion: 'Reopen a discussion in',
  AddDiscussionComment: 'Post a comment on a discussion in',
  UpdateDiscussionComment: 'Change a comment on a discussion in',
  DeleteDiscussionComment: 'Delete a comment on a discussion in',
  MarkAnswer: 'Mark the answer of a discussion in',
  UnmarkAnswer: 'Unmark the answer of a discussion in',
  AddDraft: 'Add a draft to a project of',
  CreateProject: 'Create a project for',
  CreateStatusUpdate: 'Post a status update on a project of',
  UpdateView: 'Change a view of a project of',
  DeleteView: 'Delete a view of a project of',
};

/** Parameters that hold what is written, the most telling first. */
const telling = [
  'body',
  'content',
  'message',
  'title',
  'description',
  'name',
  'input',
  'inputs',
  'files',
  'tree',
  'labels',
  'ref',
  'agent_assignment',
  'assignees',
  'comments',
  'new_name',
];
/** Parts of such parameters that say how and where, and not what. */
const technical =
  /^(?:path|mode|type|sha|filename|encoding|side|start_side|subject_type|startDate|targetDate|status|.*(?:Id|_id))$/;
/** Routes whose `ref` says where, and not what. */
const refIsPlace = /\/dispatches$/;

/** The texts that a person would look at first, each once. */
export function mainTexts({ route, params }: Pick<Act, 'route' | 'params'>): string[] {
  const isBase64 = route.includes('/contents/') || params['encoding'] === 'base64';
  const found = telling
    // A value in the path says where, and not what.
    .filter((key) => !route.includes(`{${key}}`) && (key !== 'ref' || !refIsPlace.test(route)))
    .flatMap((key) => contentsOf(params[key], key, isBase64))
    .filter((text) => text.trim() !== '');
  return [...new Set(found)];
}

function contentsOf(value: unknown, key: string, isBase64: boolean): string[] {
  if (typeof value === 'string') {
    if (technical.test(key)) return [];
    const decoded =
      isBase64 && key === 'content' ? Buffer.from(value, 'base64').toString('utf8') : (textsIn(value, key)[1] ?? value);
    // Plain words can look like base64.
    return [decoded.includes('\uFFFD') ? value : decoded];
  }
  if (Array.isArray(value)) return value.flatMap((one) => contentsOf(one, key, isBase64));
  return isRecord(value) ? Object.entries(value).flatMap(([name, inner]) => contentsOf(inner, name, isBase64)) : [];
}
