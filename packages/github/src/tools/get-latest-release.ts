import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository } from '../arguments.ts';
import { releasePage } from '../present/release.ts';

export const getLatestRelease = defineTool({
  name: 'get_latest_release',
  title: 'Get latest release',
  description: 'Read the newest full release.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, after: z.string().optional().describe('Continues a cut text.') }),
  async handler({ owner, repo, after }, { github }: Context, call) {
    const latest = await github.rest.repos.getLatestRelease({ owner, repo }, call).catch(async (error: unknown) => {
      if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
      // GitHub says 404 both for a repository without a release and for no repository.
      await github.rest.repos.get({ owner, repo }, call);
      return undefined;
    });
    if (latest === undefined)
      return `[${owner}/${repo} has no full release; list_releases also shows drafts and prereleases]`;
    return releasePage(latest.data, call.budget, after);
  },
});
