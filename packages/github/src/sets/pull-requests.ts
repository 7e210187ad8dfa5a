import { addCommentToPendingReview } from '../tools/add-comment-to-pending-review.ts';
import { addReplyToPullRequestComment } from '../tools/add-reply-to-pull-request-comment.ts';
import { createPullRequest } from '../tools/create-pull-request.ts';
import { listPullRequests } from '../tools/list-pull-requests.ts';
import { mergePullRequest } from '../tools/merge-pull-request.ts';
import { pullRequestRead } from '../tools/pull-request-read.ts';
import { pullRequestReviewWrite } from '../tools/pull-request-review-write.ts';
import { searchPullRequests } from '../tools/search-pull-requests.ts';
import { updatePullRequest } from '../tools/update-pull-request.ts';
import { updatePullRequestBranch } from '../tools/update-pull-request-branch.ts';

export const pullRequests = [
  listPullRequests,
  pullRequestRead,
  searchPullRequests,
  createPullRequest,
  updatePullRequest,
  mergePullRequest,
  updatePullRequestBranch,
  pullRequestReviewWrite,
  addCommentToPendingReview,
  addReplyToPullRequestComment,
];
