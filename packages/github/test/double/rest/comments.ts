import { type Call, type Handler, type Handlers, issue, list, repository, sorted, viewer } from '../http/call.ts';
import { created, noContent, ok } from '../http/reply.ts';
import { forbidden, found, invalid } from '../refusal.ts';
import { newComment, react } from '../world/issues.ts';
import { keepsRights } from '../world/rights.ts';
import type { Comment } from '../world/types.ts';
import type { Reaction, ReactionContent } from '../world/types-talk.ts';
import { commentView, reactionView } from './views/issue.ts';

const repo = '/repos/{owner}/{repo}';

export const comments: Handlers = {
  [`GET ${repo}/issues/{issue_number}/comments`]: (call) =>
    list(call, since(call, issue(call).comments), (one) => commentView(call.url, one, call.media)),
  [`GET ${repo}/issues/comments`]: (call) => {
    const all = since(
      call,
      repository(call).issues.flatMap((one) => one.comments),
    );
    const by = call.query.text('sort') === 'updated' ? 'updatedAt' : 'createdAt';
    return list(
      call,
      sorted(call, all, (one) => one[by], 'asc'),
      (one) => commentView(call.url, one, call.media),
    );
  },
  [`POST ${repo}/issues/{issue_number}/comments`]: (call) => {
    const held = issue(call);
    const me = viewer(call);
    const body = call.body.text('body') ?? '';
    if (held.repo.archived) throw forbidden('Repository was archived so is read-only.');
    if (body.trim() === '') throw invalid('IssueComment', 'data', 'unprocessable', 'Body cannot be blank');
    if (body.length > 65_536)
      throw invalid('IssueComment', 'data', 'unprocessable', 'Body is too long (maximum is 65536 characters)');
    if (held.locked && !keepsRights(call.world, me, held.repo))
      throw forbidden('Unable to create comment because issue is locked.');
    return created(commentView(call.url, newComment(call.world, held, me, body), call.media));
  },
  [`GET ${repo}/issues/comments/{comment_id}`]: (call) => ok(commentView(call.url, comment(call), call.media)),
  [`PATCH ${repo}/issues/comments/{comment_id}`]: (call) => {
    const held = own(call);
    held.body = call.body.text('body') ?? held.body;
    held.updatedAt = call.world.now();
    return ok(commentView(call.url, held, call.media));
  },
  [`DELETE ${repo}/issues/comments/{comment_id}`]: (call) => {
    const gone = own(call);
    gone.issue.comments = gone.issue.comments.filter((one) => one !== gone);
    call.world.forget(gone);
    return noContent();
  },
  ...reactions(`${repo}/issues/{issue_number}`, issue),
  ...reactions(`${repo}/issues/comments/{comment_id}`, comment),
};

/** The operations on the reactions to one thing. */
export function reactions(path: string, thing: (call: Call) => { reactions: Reaction[] }): Record<string, Handler> {
  return {
    [`GET ${path}/reactions`]: (call) => {
      const content = call.query.text('content');
      const all = thing(call).reactions.filter((one) => content === undefined || one.content === content);
      return list(call, all, (one) => reactionView(call.url, one));
    },
    [`POST ${path}/reactions`]: (call) => {
      const { reaction, fresh } = react(call.world, thing(call), viewer(call), contentOf(call.body.text('content')));
      return { status: fresh ? 201 : 200, data: reactionView(call.url, reaction) };
    },
    [`DELETE ${path}/reactions/{reaction_id}`]: (call) => {
      const held = thing(call);
      const gone = found(held.reactions.find((one) => one.id === call.path.int('reaction_id')));
      if (gone.author !== viewer(call)) throw forbidden();
      held.reactions = held.reactions.filter((one) => one !== gone);
      return noContent();
    },
  };
}

const contents: readonly ReactionContent[] = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'];

function contentOf(text: string | undefined): ReactionContent {
  const content = contents.find((one) => one === text);
  if (content === undefined) throw invalid('Reaction', 'content', 'invalid');
  return content;
}

function comment(call: Call): Comment {
  const all = repository(call).issues.flatMap((one) => one.comments);
  return found(all.find((one) => one.id === call.path.int('comment_id')));
}

/** The comment, for who wrote it or keeps the repository. */
function own(call: Call): Comment {
  const held = comment(call);
  const me = viewer(call);
  if (held.author !== me && !call.world.canPush(me, held.issue.repo))
    throw forbidden('Must have admin rights to Repository.');
  return held;
}

function since({ query }: Call, all: Comment[]): Comment[] {
  const from = query.text('since');
  return from === undefined ? all : all.filter((one) => Date.parse(one.updatedAt) >= Date.parse(from));
}
