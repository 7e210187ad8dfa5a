import { unprocessable } from '../refusal.ts';
import type { Repository, User } from './types.ts';
import type { Discussion, DiscussionCategory, DiscussionComment } from './types-talk.ts';
import type { World } from './world.ts';

export function newCategory(
  world: World,
  repo: Repository,
  name: string,
  emoji: string,
  answerable: boolean,
): DiscussionCategory {
  const category: DiscussionCategory = world.add({
    kind: 'DiscussionCategory' as const,
    repo,
    name,
    slug: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    emoji,
    description: answerable ? 'Ask the others' : 'Talk with the others',
    answerable,
  });
  repo.discussionCategories.push(category);
  return category;
}

export function newDiscussion(
  world: World,
  category: DiscussionCategory,
  author: User | null,
  title: string,
  body: string,
): Discussion {
  const { repo } = category;
  if (!repo.hasDiscussions) throw unprocessable('Discussions are disabled for this repository.');
  const at = world.now();
  const discussion: Discussion = world.add({
    kind: 'Discussion' as const,
    repo,
    number: repo.nextNumber++,
    title,
    body,
    author,
    category,
    closed: false,
    stateReason: null,
    locked: false,
    comments: [],
    answer: null,
    reactions: [],
    createdAt: at,
    updatedAt: at,
    closedAt: null,
  });
  repo.discussions.push(discussion);
  return discussion;
}

/** A comment, or an answer to one: answers to answers do not exist. */
export function newDiscussionComment(
  world: World,
  discussion: Discussion,
  author: User | null,
  body: string,
  replyTo: DiscussionComment | null,
): DiscussionComment {
  if (discussion.locked) throw unprocessable('Discussion is locked');
  if (replyTo !== null && replyTo.replyTo !== null)
    throw unprocessable('Parent comment is already in a thread, cannot reply to it');
  const at = world.now();
  const comment: DiscussionComment = world.add({
    kind: 'DiscussionComment' as const,
    discussion,
    replyTo,
    replies: [],
    author,
    body,
    reactions: [],
    createdAt: at,
    updatedAt: at,
  });
  (replyTo === null ? discussion.comments : replyTo.replies).push(comment);
  discussion.updatedAt = at;
  return comment;
}

export function deleteDiscussionComment(world: World, comment: DiscussionComment): void {
  const { discussion, replyTo } = comment;
  const without = (all: DiscussionComment[]) => all.filter((one) => one !== comment);
  if (replyTo === null) discussion.comments = without(discussion.comments);
  else replyTo.replies = without(replyTo.replies);
  if (discussion.answer === comment) discussion.answer = null;
  world.forget(comment);
}

export function markAnswer(discussion: Discussion, comment: DiscussionComment | null): void {
  if (!discussion.category.answerable) throw unprocessable('Discussion category does not support answers');
  discussion.answer = comment;
}

export function closeDiscussion(world: World, discussion: Discussion, reason: Discussion['stateReason']): void {
  if (discussion.closed) throw unprocessable('Discussion is already closed');
  discussion.closed = true;
  discussion.closedAt = world.now();
  discussion.stateReason = reason;
}
