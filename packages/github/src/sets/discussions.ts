import { discussionCommentWrite } from '../tools/discussion-comment-write.ts';
import { discussionWrite } from '../tools/discussion-write.ts';
import { getDiscussion } from '../tools/get-discussion.ts';
import { getDiscussionComments } from '../tools/get-discussion-comments.ts';
import { listDiscussionCategories } from '../tools/list-discussion-categories.ts';
import { listDiscussions } from '../tools/list-discussions.ts';

export const discussions = [
  listDiscussions,
  getDiscussion,
  getDiscussionComments,
  listDiscussionCategories,
  discussionWrite,
  discussionCommentWrite,
];
