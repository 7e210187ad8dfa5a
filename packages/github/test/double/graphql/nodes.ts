import type {
  Comment,
  Issue,
  Label,
  PullRequest,
  Repository,
  Review,
  ReviewComment,
  ReviewThread,
  User,
} from '../world/types.ts';
import type {
  Discussion,
  DiscussionCategory,
  DiscussionComment,
  Milestone,
  Project,
  ProjectField,
  ProjectItem,
  ProjectStatusUpdate,
  ProjectView,
} from '../world/types-talk.ts';
import type { Fields } from '../json.ts';
import { allows } from '../http/call.ts';
import type { Permission } from '../world/types.ts';
import { type Context, failure, unresolved } from './context.ts';
import { nodeOf } from './query.ts';

interface Kinds {
  User: User;
  Repository: Repository;
  Issue: Issue;
  IssueComment: Comment;
  Label: Label;
  Milestone: Milestone;
  PullRequest: PullRequest;
  PullRequestReview: Review;
  PullRequestReviewThread: ReviewThread;
  PullRequestReviewComment: ReviewComment;
  Discussion: Discussion;
  DiscussionCategory: DiscussionCategory;
  DiscussionComment: DiscussionComment;
  ProjectV2: Project;
  ProjectV2Field: ProjectField;
  ProjectV2Item: ProjectItem;
  ProjectV2View: ProjectView;
  ProjectV2StatusUpdate: ProjectStatusUpdate;
}

/** The thing of one of these kinds that a node id names. */
export function the<K extends keyof Kinds>(context: Context, id: string | undefined, ...kinds: K[]): Kinds[K] {
  const found = nodeOf(context, id ?? '');
  if (!isOf(found, kinds)) throw unresolved(`${kinds.join(' or ')} node`, `global id of '${id ?? ''}'`);
  return found;
}

function isOf<K extends keyof Kinds>(thing: object, kinds: K[]): thing is Kinds[K] {
  return 'kind' in thing && kinds.some((kind) => kind === thing.kind);
}

/** Refuses a viewer without a permission for a repository. */
export function permit({ world, viewer }: Context, repo: Repository, needed: Permission): void {
  if (!allows(world.permission(viewer, repo), needed))
    throw failure('FORBIDDEN', `${viewer.login} does not have the correct permissions to execute this mutation`);
}

/** Refuses who neither wrote a thing nor may push. */
export function permitAuthor(context: Context, thing: { author: User | null }, repo: Repository): void {
  if (thing.author !== context.viewer) permit(context, repo, 'push');
}

/** The pull request that an input names. */
export const pullOf = (context: Context, input: Fields): PullRequest =>
  the(context, input.text('pullRequestId'), 'PullRequest');
