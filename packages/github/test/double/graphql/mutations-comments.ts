import type { Fields } from '../json.ts';
import { newComment, newLabel, react, removeLabel } from '../world/issues.ts';
import type { Reaction } from '../world/types-talk.ts';
import { reactionOf } from './common.ts';
import type { Context } from './context.ts';
import type { Mutate } from './mutations.ts';
import { permit, permitAuthor, the } from './nodes.ts';

/** Comments on issues, reactions, labels and stars. */
export const commentMutations: Readonly<Record<string, Mutate>> = {
  addComment: (input, context) => {
    const subject = the(context, input.text('subjectId'), 'Issue', 'PullRequest');
    const issue = subject.kind === 'Issue' ? subject : subject.issue;
    const node = newComment(context.world, issue, context.viewer, input.text('body') ?? '');
    return { subject, commentEdge: { cursor: '', node } };
  },
  updateIssueComment: (input, context) => {
    const issueComment = the(context, input.text('id'), 'IssueComment');
    permitAuthor(context, issueComment, issueComment.issue.repo);
    issueComment.body = input.text('body') ?? issueComment.body;
    issueComment.updatedAt = context.world.now();
    return { issueComment };
  },
  deleteIssueComment: (input, context) => {
    const comment = the(context, input.text('id'), 'IssueComment');
    permitAuthor(context, comment, comment.issue.repo);
    comment.issue.comments = comment.issue.comments.filter((one) => one !== comment);
    context.world.forget(comment);
    return {};
  },
  minimizeComment: (input, context) => {
    const minimizedComment = the(context, input.text('subjectId'), 'IssueComment');
    permit(context, minimizedComment.issue.repo, 'triage');
    minimizedComment.minimized = (input.text('classifier') ?? '').toLowerCase().replace('_', '-');
    return { minimizedComment };
  },
  unminimizeComment: (input, context) => {
    const unminimizedComment = the(context, input.text('subjectId'), 'IssueComment');
    permit(context, unminimizedComment.issue.repo, 'triage');
    unminimizedComment.minimized = null;
    return { unminimizedComment };
  },
  addReaction: (input, context) => {
    const { subject, reactions } = reactable(context, input);
    const { reaction } = react(context.world, reactions, context.viewer, reactionOf(input.text('content')));
    return { reaction, subject };
  },
  removeReaction: (input, context) => {
    const { subject, reactions } = reactable(context, input);
    const content = reactionOf(input.text('content'));
    const reaction =
      reactions.reactions.find((one) => one.author === context.viewer && one.content === content) ?? null;
    reactions.reactions = reactions.reactions.filter((one) => one !== reaction);
    return { reaction, subject };
  },
  createLabel: (input, context) => {
    const repo = the(context, input.text('repositoryId'), 'Repository');
    permit(context, repo, 'push');
    return {
      label: newLabel(
        context.world,
        repo,
        input.text('name') ?? '',
        input.text('color') ?? '',
        input.text('description') ?? null,
      ),
    };
  },
  updateLabel: (input, context) => {
    const held = the(context, input.text('id'), 'Label');
    permit(context, held.repo, 'push');
    held.name = input.text('name') ?? held.name;
    held.color = input.text('color') ?? held.color;
    held.description = input.text('description') ?? held.description;
    return { label: held };
  },
  deleteLabel: (input, context) => {
    const held = the(context, input.text('id'), 'Label');
    permit(context, held.repo, 'push');
    removeLabel(context.world, held);
    return {};
  },
  addStar: (input, context) => {
    const starrable = the(context, input.text('starrableId'), 'Repository');
    starrable.stars.set(context.viewer, context.world.now());
    return { starrable };
  },
  removeStar: (input, context) => {
    const starrable = the(context, input.text('starrableId'), 'Repository');
    starrable.stars.delete(context.viewer);
    return { starrable };
  },
};

function reactable(context: Context, input: Fields): { subject: object; reactions: { reactions: Reaction[] } } {
  const subject = the(
    context,
    input.text('subjectId'),
    'Issue',
    'PullRequest',
    'IssueComment',
    'PullRequestReviewComment',
    'Discussion',
    'DiscussionComment',
  );
  return { subject, reactions: subject.kind === 'PullRequest' ? subject.issue : subject };
}
