import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { flag, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { trustFlag, trustText } from '../operations/trust.ts';

export const gitTrust = defineTool({
  name: 'git_trust',
  title: 'Trust',
  description:
    'Ask the user whether a repository may run its own hooks, filters and configured commands as git_audit shows them. A change asks again.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({ repo_path: repoPath, revoke: flag('Take consent back.') }),
  async handler({ repo_path, revoke }, { git, unasked }: Context, call) {
    const repo = await git.open(repo_path, call);
    if (!revoke && unasked)
      throw new ToolError(
        'denied',
        `This server was started with --no-confirm and asks the user nothing. The user can start it with ${trustFlag(repo)}.`,
      );
    return trustText(git, repo, revoke, call);
  },
});
