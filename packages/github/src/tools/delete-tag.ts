import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository, tagName } from '../arguments.ts';
import { asked, plain } from '../present/text.ts';

export const deleteTag = defineTool({
  name: 'delete_tag',
  title: 'Delete tag',
  description: 'Delete a git tag; the user is asked first.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({ ...repository, tag: tagName() }),
  async handler({ owner, repo, tag }, { github }: Context, call) {
    const ref = `tags/${tag}`;
    const {
      data: { object },
    } = await github.rest.git.getRef({ owner, repo, ref }, call);
    await github.approve(`Delete the tag ${asked(tag)} of ${owner}/${repo}, now at ${object.sha.slice(0, 12)}?`, call);
    await github.rest.git.deleteRef({ owner, repo, ref }, call);
    return `Deleted tag ${plain(tag)}, which was at ${object.type} ${object.sha}`;
  },
});
