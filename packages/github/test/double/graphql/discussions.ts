import type { Discussion, DiscussionComment } from '../world/types-talk.ts';
import { reacting, writing } from './common.ts';
import { connect } from './connection.ts';
import type { Resolvers } from './context.ts';

const web = ({ repo, number }: Discussion) =>
  `https://github.com/${repo.owner.login}/${repo.name}/discussions/${number}`;

export const discussionTypes: Readonly<Record<string, Resolvers>> = {
  Discussion: {
    ...writing((one: Discussion) => one.repo, web),
    ...reacting,
    isAnswered: (one: Discussion) => (one.category.answerable ? one.answer !== null : null),
    answerChosenAt: (one: Discussion) => one.answer?.createdAt ?? null,
    comments: (one: Discussion, args) => connect(one.comments, args),
    labels: (_: Discussion, args) => connect([], args),
    upvoteCount: () => 1,
    viewerCanClose: (one: Discussion, _, { world, viewer }) => one.author === viewer || world.canPush(viewer, one.repo),
    viewerCanReopen: (one: Discussion, _, { world, viewer }) =>
      one.author === viewer || world.canPush(viewer, one.repo),
  },
  DiscussionComment: {
    ...writing(
      (one: DiscussionComment) => one.discussion.repo,
      (one: DiscussionComment) => `${web(one.discussion)}#discussioncomment-${one.id}`,
    ),
    ...reacting,
    isAnswer: (one: DiscussionComment) => one.discussion.answer === one,
    replies: (one: DiscussionComment, args) => connect(one.replies, args),
    upvoteCount: () => 1,
    isMinimized: () => false,
    viewerCanMarkAsAnswer: (one: DiscussionComment, _, { world, viewer }) =>
      one.discussion.category.answerable &&
      (one.discussion.author === viewer || world.canPush(viewer, one.discussion.repo)),
  },
};
