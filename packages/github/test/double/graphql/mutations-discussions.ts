import {
  closeDiscussion,
  deleteDiscussionComment,
  markAnswer,
  newDiscussion,
  newDiscussionComment,
} from '../world/discussions.ts';
import type { Discussion } from '../world/types-talk.ts';
import { failure } from './context.ts';
import type { Mutate } from './mutations.ts';
import { permit, permitAuthor, the } from './nodes.ts';

const reasons: readonly Discussion['stateReason'][] = ['RESOLVED', 'OUTDATED', 'DUPLICATE'];

export const discussionMutations: Readonly<Record<string, Mutate>> = {
  createDiscussion: (input, context) => {
    const repo = the(context, input.text('repositoryId'), 'Repository');
    const category = the(context, input.text('categoryId'), 'DiscussionCategory');
    if (category.repo !== repo)
      throw failure('NOT_FOUND', `Could not resolve to a node with the global id of '${category.nodeId}'.`);
    return {
      discussion: newDiscussion(
        context.world,
        category,
        context.viewer,
        input.text('title') ?? '',
        input.text('body') ?? '',
      ),
    };
  },
  updateDiscussion: (input, context) => {
    const discussion = the(context, input.text('discussionId'), 'Discussion');
    permitAuthor(context, discussion, discussion.repo);
    discussion.title = input.text('title') ?? discussion.title;
    discussion.body = input.text('body') ?? discussion.body;
    if (input.has('categoryId')) discussion.category = the(context, input.text('categoryId'), 'DiscussionCategory');
    discussion.updatedAt = context.world.now();
    return { discussion };
  },
  deleteDiscussion: (input, context) => {
    const discussion = the(context, input.text('id'), 'Discussion');
    permit(context, discussion.repo, 'push');
    discussion.repo.discussions = discussion.repo.discussions.filter((one) => one !== discussion);
    context.world.forget(discussion);
    return { discussion };
  },
  closeDiscussion: (input, context) => {
    const discussion = the(context, input.text('discussionId'), 'Discussion');
    permitAuthor(context, discussion, discussion.repo);
    closeDiscussion(context.world, discussion, reasons.find((one) => one === input.text('reason')) ?? 'RESOLVED');
    return { discussion };
  },
  reopenDiscussion: (input, context) => {
    const discussion = the(context, input.text('discussionId'), 'Discussion');
    permitAuthor(context, discussion, discussion.repo);
    Object.assign(discussion, { closed: false, closedAt: null, stateReason: 'REOPENED' });
    return { discussion };
  },
  addDiscussionComment: (input, context) => {
    const discussion = the(context, input.text('discussionId'), 'Discussion');
    const replyTo =
      input.has('replyToId') && input.text('replyToId') !== undefined
        ? the(context, input.text('replyToId'), 'DiscussionComment')
        : null;
    return {
      comment: newDiscussionComment(context.world, discussion, context.viewer, input.text('body') ?? '', replyTo),
    };
  },
  updateDiscussionComment: (input, context) => {
    const comment = the(context, input.text('commentId'), 'DiscussionComment');
    permitAuthor(context, comment, comment.discussion.repo);
    comment.body = input.text('body') ?? comment.body;
    comment.updatedAt = context.world.now();
    return { comment };
  },
  deleteDiscussionComment: (input, context) => {
    const comment = the(context, input.text('id'), 'DiscussionComment');
    permitAuthor(context, comment, comment.discussion.repo);
    deleteDiscussionComment(context.world, comment);
    return { comment };
  },
  markDiscussionCommentAsAnswer: (input, context) => {
    const comment = the(context, input.text('id'), 'DiscussionComment');
    permitAuthor(context, comment.discussion, comment.discussion.repo);
    markAnswer(comment.discussion, comment);
    return { discussion: comment.discussion };
  },
  unmarkDiscussionCommentAsAnswer: (input, context) => {
    const comment = the(context, input.text('id'), 'DiscussionComment');
    permitAuthor(context, comment.discussion, comment.discussion.repo);
    markAnswer(comment.discussion, null);
    return { discussion: comment.discussion };
  },
};
