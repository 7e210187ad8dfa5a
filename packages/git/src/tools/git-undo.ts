import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { undoText } from '../operations/undo.ts';

export const gitUndo = defineTool({
  name: 'git_undo',
  title: 'Undo',
  description:
    'Restore a snapshot taken before something was lost: branches, index, files, stashes, operation in progress. Without snapshot it lists them.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  aliases: { id: 'snapshot' },
  input: z.object({
    repo_path: repoPath,
    snapshot: z.string().optional().describe('Id.'),
    dry_run: flag('Only say what would change.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return undoText(git, await git.open(repo_path, call), input, call);
  },
});
