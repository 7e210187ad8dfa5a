import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { unseen } from '../../api/unseen.ts';
import { graphqlDocument } from '../../api/graphql.ts';

const commentOf = graphqlDocument<{
  node: { discussion?: { number: number; repository?: { nameWithOwner: string } | null } | null } | null;
}>(`query CommentOf($id: ID!) {
  node(id: $id) { ... on DiscussionComment { discussion { number repository { nameWithOwner } } } }
}`);

interface Named {
  owner?: string | undefined;
  repo?: string | undefined;
  discussionNumber?: number | undefined;
  node: string;
}

/** @throws ToolError when the comment belongs to another discussion than the one that is named beside it */
export async function checkComment(
  github: GitHub,
  { owner, repo, discussionNumber, node: id }: Named,
  call: Call,
): Promise<void> {
  if (discussionNumber === undefined && (owner === undefined || repo === undefined)) return;
  const { node } = await github.graphql(commentOf, { id }, { node: id }, unseen(call));
  const of = node?.discussion;
  if (!of) return;
  const name = of.repository?.nameWithOwner;
  const elsewhere =
    name !== undefined &&
    owner !== undefined &&
    repo !== undefined &&
    name.toLowerCase() !== `${owner}/${repo}`.toLowerCase();
  if (elsewhere || (discussionNumber !== undefined && of.number !== discussionNumber))
    throw new ToolError(
      'conflict',
      `Comment ${id} belongs to discussion ${name ?? ''}#${of.number}, not to #${discussionNumber ?? '?'}. Nothing was changed.`,
    );
}
