import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { trustText } from '../operations/trust.ts';

export const gitTrust = defineTool({
  name: 'git_trust',
  title: 'Trust',
  description:
    'Ask the user whether a repository may run its own hooks, filters and configured commands, showing what git_audit finds. The answer holds for exactly these; a change asks again. Only the user can agree; revoke takes the consent back.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({ repo_path: repoPath, revoke: z.boolean().default(false) }),
  async handler({ repo_path, revoke }, { git, unasked }: Context, call) {
    if (!revoke && unasked)
      throw new ToolError(
        'denied',
        'This server was started with --no-confirm, so the user is not asked; trust is given by --trust <folder> then.',
      );
    return trustText(git, await git.open(repo_path, call), revoke, call);
  },
});
