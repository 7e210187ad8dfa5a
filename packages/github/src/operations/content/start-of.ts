import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { plain } from '../../present/text.ts';

/**
 * The commit that a branch, a tag or a hash names, in this order.
 * @throws ToolError `not_found` when it is none of them
 */
export async function startOf(
  github: GitHub,
  { owner, repo, from }: { owner: string; repo: string; from: string },
  call: Call,
): Promise<{ sha: string; kind: string }> {
  const at = { owner, repo };
  const name = from.replace(/^refs\/heads\//, '');
  try {
    const {
      data: { object },
    } = await github.rest.git.getRef({ ...at, ref: `heads/${name}` }, call);
    return { sha: object.sha, kind: '' };
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
  }
  try {
    const {
      data: { sha },
    } = await github.rest.repos.getCommit({ ...at, ref: from }, call);
    return { sha, kind: sha.startsWith(from.toLowerCase()) ? 'commit ' : 'tag ' };
  } catch (error) {
    if (!(error instanceof ToolError) || (error.code !== 'not_found' && error.reason !== 'unprocessable')) throw error;
    throw new ToolError(
      'not_found',
      `${owner}/${repo} has no branch, tag or commit ${plain(from)}; list_branches and list_tags show the names.`,
      { cause: error },
    );
  }
}
