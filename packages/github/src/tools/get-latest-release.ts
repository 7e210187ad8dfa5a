import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository } from '../input.ts';
import { releasePage } from '../present/release.ts';

export const getLatestRelease = defineTool({
  name: 'get_latest_release',
  title: 'Get latest release',
  description: 'Read the newest full release with its notes and assets.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object(repository),
  async handler({ owner, repo }, { github }: Context, call) {
    return releasePage(
      await github.get('GET /repos/{owner}/{repo}/releases/latest', { owner, repo }, call),
      call.budget,
    );
  },
});
