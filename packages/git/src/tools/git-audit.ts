import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { audit, auditText } from '../operations/audit.ts';

export const gitAudit = defineTool({
  name: 'git_audit',
  title: 'Audit',
  description:
    'Show what a repository would execute by itself: commands in its configuration, hooks, planted rebase steps; and settings that deserve a look. Unless the user trusts the repository (git_trust), none of it runs.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ repo_path: repoPath }),
  async handler({ repo_path }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    return auditText(repo, await audit(repo, call));
  },
});
