import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { undoText } from '../operations/undo.ts';

export const gitUndo = defineTool({
  name: 'git_undo',
  title: 'Undo',
  description:
    'Bring the repository back to a snapshot that was taken before something was lost: branches, index, files (untracked ones too), stashes and what was in progress. Without a snapshot it lists them; dry_run shows what would change. The current state is saved first, so an undo can be undone.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  aliases: { id: 'snapshot' },
  input: z.object({
    repo_path: repoPath,
    snapshot: z.string().optional().describe('Its id; absent: list them.'),
    dry_run: z.boolean().default(false).describe('Only say what would change.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return undoText(git, await git.open(repo_path, call), input, call);
  },
});
