import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { undoText } from '../work/undo.ts';

export const gitUndo = defineTool({
  name: 'git_undo',
  title: 'Undo',
  description:
    'Bring the repository back to a snapshot that was taken before something was lost: branches, index, files (untracked ones too), stashes and what was in progress. Without a snapshot it lists them; dry_run tells what would change. The state that is left is kept as well, so an undo can be undone.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    snapshot: z.string().optional(),
    dry_run: z.boolean().default(false),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return undoText(git, await git.open(repo_path, call), input, call);
  },
});
