import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository, tagName } from '../arguments.ts';
import { releasePage } from '../present/release.ts';

export const getReleaseByTag = defineTool({
  name: 'get_release_by_tag',
  title: 'Get release by tag',
  description: 'Read the release of a tag.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, tag: tagName(), after: z.string().optional().describe('Continues a cut text.') }),
  async handler({ owner, repo, tag, after }, { github }: Context, call) {
    return releasePage((await github.rest.repos.getReleaseByTag({ owner, repo, tag }, call)).data, call.budget, after);
  },
});
