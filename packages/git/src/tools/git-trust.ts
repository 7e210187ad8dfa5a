import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { fingerprint } from '../git/fingerprint.ts';
import { audit, auditText } from '../work/audit.ts';

export const gitTrust = defineTool({
  name: 'git_trust',
  title: 'Trust',
  description:
    'Ask the user whether a repository may run its own hooks, filters and configured commands, showing what git_audit finds. The answer holds for exactly these; a change asks again. Only the user can agree; revoke takes the consent back.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({ repo_path: z.string().optional(), revoke: z.boolean().default(false) }),
  async handler({ repo_path, revoke }, { git, unasked }: Context, call) {
    const repo = await git.open(repo_path, call);
    if (revoke) {
      await git.store.grant(repo.layout.commonDir, undefined);
      git.forget();
      return 'Not trusted any more: nothing of the repository runs.';
    }
    if (unasked)
      throw new ToolError(
        'denied',
        'This server was started with --no-confirm, so the user is not asked; trust is given by --trust <folder> then.',
      );
    const hash = await fingerprint(git.files, repo.layout, repo.known.entries, call);
    const found = auditText(repo, await audit(repo, call));
    await call.confirm(
      `Let the repository "${repo.name}" run its own programs on this computer whenever git works in it?\n${found}`,
    );
    await git.store.grant(repo.layout.commonDir, hash);
    git.forget();
    return 'Trusted: hooks, filters and configured commands of this repository run, as long as they stay the same.';
  },
});
