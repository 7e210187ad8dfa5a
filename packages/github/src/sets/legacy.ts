import { createIssue } from '../tools/create-issue.ts';
import { createPullRequestReview } from '../tools/create-pull-request-review.ts';
import { getIssue } from '../tools/get-issue.ts';
import { getPullRequest } from '../tools/get-pull-request.ts';
import { getPullRequestComments } from '../tools/get-pull-request-comments.ts';
import { getPullRequestFiles } from '../tools/get-pull-request-files.ts';
import { getPullRequestReviews } from '../tools/get-pull-request-reviews.ts';
import { getPullRequestStatus } from '../tools/get-pull-request-status.ts';
import { updateIssue } from '../tools/update-issue.ts';

export const legacy = [
  getIssue,
  createIssue,
  updateIssue,
  getPullRequest,
  getPullRequestFiles,
  getPullRequestStatus,
  getPullRequestComments,
  getPullRequestReviews,
  createPullRequestReview,
];
