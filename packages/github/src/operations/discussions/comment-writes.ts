import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import { link } from '../../present/text.ts';
import { refuse, required } from '../report.ts';
import { checkComment } from './comment-of.ts';
import { readDiscussion } from './read.ts';

export const commentMethods = ['add', 'reply', 'update', 'delete', 'mark_answer', 'unmark_answer'] as const;

interface Asked {
  owner?: string | undefined;
  repo?: string | undefined;
  discussionNumber?: number | undefined;
  commentNodeID?: string | undefined;
  body?: string | undefined;
}

const add = graphqlDocument<{
  addDiscussionComment: { comment: { id: string; url: string } | null } | null;
}>(`mutation AddDiscussionComment($input: AddDiscussionCommentInput!) {
  addDiscussionComment(input: $input) { comment { id url } }
}`);

const update = graphqlDocument<unknown>(`mutation UpdateDiscussionComment($input: UpdateDiscussionCommentInput!) {
  updateDiscussionComment(input: $input) { clientMutationId }
}`);

const remove = graphqlDocument<unknown>(`mutation DeleteDiscussionComment($input: DeleteDiscussionCommentInput!) {
  deleteDiscussionComment(input: $input) { clientMutationId }
}`);

const mark = graphqlDocument<unknown>(`mutation MarkAnswer($input: MarkDiscussionCommentAsAnswerInput!) {
  markDiscussionCommentAsAnswer(input: $input) { clientMutationId }
}`);

const unmark = graphqlDocument<unknown>(`mutation UnmarkAnswer($input: UnmarkDiscussionCommentAsAnswerInput!) {
  unmarkDiscussionCommentAsAnswer(input: $input) { clientMutationId }
}`);

export const commentWrites: Record<
  (typeof commentMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async add(asked, github, call) {
    refuse({ commentNodeID: asked.commentNodeID }, 'goes with method reply, not with add');
    return addComment(asked, undefined, github, call);
  },
  async reply(asked, github, call) {
    const node = await ownNode(asked, github, call);
    return addComment(asked, node, github, call);
  },
  async update(asked, github, call) {
    const node = await ownNode(asked, github, call);
    await github.graphql(update, { input: { commentId: node, body: textOf(asked) } }, { node }, call);
    return `Updated comment ${node}`;
  },
  async delete(asked, github, call) {
    const node = await ownNode(asked, github, call);
    await github.approve(`Delete the discussion comment ${node}? This cannot be undone.`, call);
    await github.graphql(remove, { input: { id: node } }, { node }, call);
    return `Deleted comment ${node}`;
  },
  async mark_answer(asked, github, call) {
    const node = await ownNode(asked, github, call);
    await github.graphql(mark, { input: { id: node } }, { node }, call);
    return `Marked comment ${node} as the answer`;
  },
  async unmark_answer(asked, github, call) {
    const node = await ownNode(asked, github, call);
    await github.graphql(unmark, { input: { id: node } }, { node }, call);
    return `Comment ${node} is no longer the answer`;
  },
};

async function addComment(asked: Asked, replyToId: string | undefined, github: GitHub, call: Call): Promise<string> {
  const { owner, repo, discussionNumber } = asked;
  if (owner === undefined || repo === undefined || discussionNumber === undefined)
    throw new ToolError('invalid', 'Give owner, repo and discussionNumber.');
  const body = textOf(asked);
  const { id } = await readDiscussion(github, { owner, repo, number: discussionNumber }, call);
  const { addDiscussionComment } = await github.graphql(
    add,
    { input: { discussionId: id, replyToId, body } },
    { owner, repo },
    call,
  );
  const made = addDiscussionComment?.comment;
  if (!made)
    throw new ToolError('unavailable', 'GitHub did not say that it added the comment; look before you send it again.', {
      reason: 'maybe_applied',
      retryable: false,
    });
  return `Added ${replyToId === undefined ? 'comment' : 'reply'} ${made.id}: ${link(made.url)}`;
}

const nodeOf = ({ commentNodeID }: Asked): string =>
  required(commentNodeID, 'commentNodeID', 'get_discussion_comments shows it');

const textOf = ({ body }: Asked): string => required(body, 'body', 'the text of the comment') && (body ?? '');

/** The node of a comment, once it is known to belong to the discussion that is named beside it. */
async function ownNode(asked: Asked, github: GitHub, call: Call): Promise<string> {
  const node = nodeOf(asked);
  await checkComment(github, { ...asked, node }, call);
  return node;
}
