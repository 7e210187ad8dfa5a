import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { audit, auditText } from '../operations/audit.ts';

export const gitAudit = defineTool({
  name: 'git_audit',
  title: 'Audit',
  description:
    'Show what a repository would execute: configured commands, hooks, planted rebase steps. None of it runs before git_trust.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ repo_path: repoPath }),
  async handler({ repo_path }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    return auditText(repo, await audit(repo, call));
  },
});
