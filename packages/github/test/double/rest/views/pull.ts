import type { JsonObject } from '../../json.ts';
import { mergeable, mergeableState, pullChanges, pullCommits } from '../../world/pulls.ts';
import type { PullRequest, Repository, Review, ReviewComment } from '../../world/types.ts';
import { association, teamView, userOrNull, userView } from './accounts.ts';
import { totals } from './git.ts';
import { bodies, issueView, rollup } from './issue.ts';
import { repositoryHtml, repositoryUrl, repositoryView } from './repository.ts';

/** A pull request; `whole` has what only the operations on one of them tell, which costs a comparison. */
export function pullView(url: string, pull: PullRequest, media = '', whole = true): JsonObject {
  const { issue } = pull;
  const repo = repositoryUrl(url, issue.repo);
  const own = `${repo}/pulls/${issue.number}`;
  const html = `${repositoryHtml(issue.repo)}/pull/${issue.number}`;
  const commentsUrl = `${repo}/issues/${issue.number}/comments`;
  const statuses = `${repo}/statuses/${pull.headSha}`;
  return {
    ...issueView(url, issue, media),
    url: own,
    id: pull.id,
    node_id: pull.nodeId,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${repo}/issues/${issue.number}`,
    commits_url: `${own}/commits`,
    review_comments_url: `${own}/comments`,
    review_comment_url: `${repo}/pulls/comments{/number}`,
    comments_url: commentsUrl,
    statuses_url: statuses,
    draft: pull.draft,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    requested_reviewers: pull.reviewers.map((one) => userView(url, one)),
    requested_teams: pull.teamReviewers.map((one) => teamView(url, one)),
    head: sideView(url, pull.head.repo, pull.head.ref, pull.headSha),
    base: sideView(url, pull.base.repo, pull.base.ref, pull.baseSha),
    auto_merge: pull.autoMerge && {
      enabled_by: userView(url, pull.autoMerge.by),
      merge_method: pull.autoMerge.method,
      commit_title: pull.autoMerge.title ?? '',
      commit_message: pull.autoMerge.message ?? '',
    },
    _links: {
      self: { href: own },
      html: { href: html },
      issue: { href: `${repo}/issues/${issue.number}` },
      comments: { href: commentsUrl },
      review_comments: { href: `${own}/comments` },
      review_comment: { href: `${repo}/pulls/comments{/number}` },
      commits: { href: `${own}/commits` },
      statuses: { href: statuses },
    },
    ...(whole && details(url, pull)),
  };
}

function details(url: string, pull: PullRequest): JsonObject {
  const files = pullChanges(pull);
  const { additions, deletions } = totals(files);
  return {
    merged: pull.merged,
    mergeable: pull.issue.state === 'closed' ? null : mergeable(pull),
    mergeable_state: mergeableState(pull),
    rebaseable: pull.issue.state === 'closed' ? null : mergeable(pull),
    merged_by: userOrNull(url, pull.mergedBy),
    comments: pull.issue.comments.length,
    review_comments: pull.threads.flatMap(({ comments }) => comments).length,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: pullCommits(pull).length,
    additions,
    deletions,
    changed_files: files.length,
  };
}

function sideView(url: string, repo: Repository | null, ref: string, sha: string): JsonObject {
  return {
    label: `${repo?.owner.login ?? 'unknown repository'}:${ref}`,
    ref,
    sha,
    user: userOrNull(url, repo?.owner ?? null),
    repo: repo && repositoryView(url, repo, null),
  };
}

export function reviewView(url: string, review: Review, media = ''): JsonObject {
  const { pull } = review;
  const html = `${repositoryHtml(pull.issue.repo)}/pull/${pull.issue.number}#pullrequestreview-${review.id}`;
  const own = `${repositoryUrl(url, pull.issue.repo)}/pulls/${pull.issue.number}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: userOrNull(url, review.author),
    ...bodies(review.body, media),
    state: review.state,
    html_url: html,
    pull_request_url: own,
    author_association: association(pull.issue.repo, review.author),
    _links: { html: { href: html }, pull_request: { href: own } },
    ...(review.submittedAt !== null && { submitted_at: review.submittedAt }),
    commit_id: review.commitId,
  };
}

export function reviewCommentView(url: string, comment: ReviewComment, media = ''): JsonObject {
  const { thread, review } = comment;
  const { repo, number } = thread.pull.issue;
  const own = `${repositoryUrl(url, repo)}/pulls/comments/${comment.id}`;
  const html = `${repositoryHtml(repo)}/pull/${number}#discussion_r${comment.id}`;
  const pull = `${repositoryUrl(url, repo)}/pulls/${number}`;
  return {
    url: own,
    html_url: html,
    pull_request_url: pull,
    pull_request_review_id: review.id,
    id: comment.id,
    node_id: comment.nodeId,
    diff_hunk: comment.diffHunk,
    path: thread.path,
    commit_id: thread.pull.headSha,
    original_commit_id: review.commitId,
    ...(comment.replyTo && { in_reply_to_id: comment.replyTo.id }),
    user: userOrNull(url, comment.author),
    ...bodies(comment.body, media),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(repo, comment.author),
    _links: { self: { href: own }, html: { href: html }, pull_request: { href: pull } },
    reactions: rollup(own, comment.reactions),
    subject_type: thread.subjectType,
    position: thread.outdated ? null : (thread.line ?? 1),
    original_position: thread.line ?? 1,
    ...(thread.line !== null && { line: thread.outdated ? null : thread.line, original_line: thread.line }),
    start_line: thread.startLine,
    original_start_line: thread.startLine,
    start_side: thread.startSide,
    side: thread.side,
  };
}
