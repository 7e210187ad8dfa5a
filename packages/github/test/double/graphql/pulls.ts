import { totals } from '../rest/views/git.ts';
import { mergeable, mergeableState, pullChanges, pullCommits, reviewDecision } from '../world/pulls.ts';
import { commentsOf } from '../world/reviews.ts';
import type { Issue, PullRequest, Review, ReviewComment, ReviewThread, User } from '../world/types.ts';
import { reacting, writing } from './common.ts';
import { connect } from './connection.ts';
import type { Context, Resolve, Resolvers } from './context.ts';
import { commitSource, refSource } from './git.ts';
import { closes, discussed } from './issues.ts';

const web = (pull: PullRequest) =>
  `https://github.com/${pull.base.repo.owner.login}/${pull.base.repo.name}/pull/${pull.issue.number}`;

/** Fields that a pull request has as an issue. */
function fromIssue(fields: Resolvers<Issue>): Resolvers<PullRequest> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]): [string, Resolve<PullRequest>] => [
      name,
      (pull, args, context) => field(pull.issue, args, context),
    ]),
  );
}

const plain = [
  'number',
  'title',
  'body',
  'author',
  'createdAt',
  'updatedAt',
  'closedAt',
  'locked',
  'milestone',
] as const;
const itself: Resolvers<Issue> = Object.fromEntries(
  plain.map((name): [string, Resolve<Issue>] => [name, (issue) => issue[name] ?? (name === 'body' ? '' : null)]),
);

const pullRequest: Resolvers<PullRequest> = {
  ...fromIssue({
    ...writing(
      (one: Issue) => one.repo,
      () => '',
    ),
    ...discussed,
    ...itself,
  }),
  id: (pull) => pull.nodeId,
  databaseId: (pull) => pull.id,
  fullDatabaseId: (pull) => String(pull.id),
  url: web,
  permalink: web,
  state: (pull) => (pull.merged ? 'MERGED' : pull.issue.state.toUpperCase()),
  isDraft: (pull) => pull.draft,
  mergeable: (pull) => (pull.issue.state === 'closed' ? 'UNKNOWN' : mergeable(pull) ? 'MERGEABLE' : 'CONFLICTING'),
  mergeStateStatus: (pull) => mergeableState(pull).toUpperCase(),
  mergeCommit: (pull) => {
    const commit = pull.base.repo.objects.findCommit(pull.mergeCommitSha ?? '');
    return commit === undefined ? null : commitSource(pull.base.repo, commit);
  },
  headRefName: (pull) => pull.head.ref,
  headRefOid: (pull) => pull.headSha,
  headRef: (pull) => {
    const full = `refs/heads/${pull.head.ref}`;
    const sha = pull.head.repo?.refs.get(full);
    return pull.head.repo && sha !== undefined ? refSource(pull.head.repo, full, sha) : null;
  },
  headRepository: (pull) => pull.head.repo,
  headRepositoryOwner: (pull) => pull.head.repo?.owner ?? null,
  baseRefName: (pull) => pull.base.ref,
  baseRefOid: (pull) => pull.baseSha,
  baseRepository: (pull) => pull.base.repo,
  isCrossRepository: (pull) => pull.head.repo !== pull.base.repo,
  additions: (pull) => totals(pullChanges(pull)).additions,
  deletions: (pull) => totals(pullChanges(pull)).deletions,
  changedFiles: (pull) => pullChanges(pull).length,
  files: (pull, args) =>
    connect(
      pullChanges(pull).map(({ path, additions, deletions, status }) => ({
        path,
        additions,
        deletions,
        changeType: status.toUpperCase().replace('REMOVED', 'DELETED'),
        viewerViewedState: 'UNVIEWED',
      })),
      args,
    ),
  commits: (pull, args) =>
    connect(
      pullCommits(pull).map((commit) => ({
        id: `PRC_${commit.sha.slice(0, 12)}`,
        commit: commitSource(pull.base.repo, commit),
        pullRequest: pull,
      })),
      args,
    ),
  reviewDecision: (pull) =>
    pull.reviews.length === 0 && !pull.base.repo.protectedBranches.has(pull.base.ref) ? null : reviewDecision(pull),
  reviews: (pull, args, context) => {
    const states = args.texts('states');
    const author = args.text('author');
    const all = seen(pull, context).filter(
      (review) =>
        (states === undefined || states.includes(review.state)) &&
        (author === undefined || review.author?.login === author),
    );
    return connect(all, args);
  },
  latestReviews: (pull, args) => {
    const last = new Map<User | null, Review>();
    for (const review of pull.reviews) if (review.state !== 'PENDING') last.set(review.author, review);
    return connect([...last.values()], args);
  },
  reviewThreads: (pull, args, { viewer }) =>
    connect(
      pull.threads.filter(({ comments }) =>
        comments.some(({ review }) => review.state !== 'PENDING' || review.author === viewer),
      ),
      args,
    ),
  reviewRequests: (pull, args) =>
    connect(
      [...pull.reviewers, ...pull.teamReviewers].map((requestedReviewer) => ({
        id: `RR_${requestedReviewer.id}`,
        requestedReviewer,
        pullRequest: pull,
      })),
      args,
    ),
  autoMergeRequest: (pull) =>
    pull.autoMerge && {
      enabledBy: pull.autoMerge.by,
      enabledAt: pull.issue.updatedAt,
      mergeMethod: pull.autoMerge.method.toUpperCase(),
      commitHeadline: pull.autoMerge.title,
      commitBody: pull.autoMerge.message,
      pullRequest: pull,
    },
  closingIssuesReferences: (pull, args) =>
    connect(
      pull.base.repo.issues.filter(({ number, pull: other }) => other === null && closes(pull.issue.body, number)),
      args,
    ),
  viewerCanUpdateBranch: (pull, _, { world, viewer }) => world.canPush(viewer, pull.base.repo),
};

/** Pending reviews are their author's alone. */
function seen(pull: PullRequest, { viewer }: Context): Review[] {
  return pull.reviews.filter((review) => review.state !== 'PENDING' || review.author === viewer);
}

export const pullTypes: Readonly<Record<string, Resolvers>> = {
  PullRequest: pullRequest,
  PullRequestReview: {
    ...writing(
      (one: Review) => one.pull.base.repo,
      (one: Review) => `${web(one.pull)}#pullrequestreview-${one.id}`,
    ),
    reactions: (_: Review, args) => connect([], args),
    pullRequest: (one: Review) => one.pull,
    updatedAt: (one: Review) => one.submittedAt ?? one.createdAt,
    comments: (one: Review, args) => connect(commentsOf(one), args),
    commit: (one: Review) => {
      const commit = one.pull.base.repo.objects.findCommit(one.commitId);
      return commit === undefined ? null : commitSource(one.pull.base.repo, commit);
    },
  },
  PullRequestReviewThread: {
    id: (one: ReviewThread) => one.nodeId,
    pullRequest: (one: ReviewThread) => one.pull,
    repository: (one: ReviewThread) => one.pull.base.repo,
    isResolved: (one: ReviewThread) => one.resolvedBy !== null,
    isOutdated: (one: ReviewThread) => one.outdated,
    isCollapsed: (one: ReviewThread) => one.resolvedBy !== null,
    diffSide: (one: ReviewThread) => one.side,
    startDiffSide: (one: ReviewThread) => one.startSide,
    originalLine: (one: ReviewThread) => one.line,
    originalStartLine: (one: ReviewThread) => one.startLine,
    subjectType: (one: ReviewThread) => one.subjectType.toUpperCase(),
    comments: (one: ReviewThread, args, { viewer }) =>
      connect(
        one.comments.filter(({ review }) => review.state !== 'PENDING' || review.author === viewer),
        args,
      ),
    viewerCanReply: () => true,
    viewerCanResolve: (one: ReviewThread, _, { world, viewer }) =>
      one.resolvedBy === null && world.canPush(viewer, one.pull.base.repo),
    viewerCanUnresolve: (one: ReviewThread, _, { world, viewer }) =>
      one.resolvedBy !== null && world.canPush(viewer, one.pull.base.repo),
  },
  PullRequestReviewComment: {
    ...writing(
      (one: ReviewComment) => one.thread.pull.base.repo,
      (one: ReviewComment) => `${web(one.thread.pull)}#discussion_r${one.id}`,
    ),
    ...reacting,
    pullRequest: (one: ReviewComment) => one.thread.pull,
    pullRequestReview: (one: ReviewComment) => one.review,
    path: (one: ReviewComment) => one.thread.path,
    line: (one: ReviewComment) => (one.thread.outdated ? null : one.thread.line),
    startLine: (one: ReviewComment) => one.thread.startLine,
    originalLine: (one: ReviewComment) => one.thread.line,
    outdated: (one: ReviewComment) => one.thread.outdated,
    draftedAt: (one: ReviewComment) => one.createdAt,
    state: (one: ReviewComment) => (one.review.state === 'PENDING' ? 'PENDING' : 'SUBMITTED'),
    subjectType: (one: ReviewComment) => one.thread.subjectType.toUpperCase(),
    isMinimized: () => false,
  },
};
