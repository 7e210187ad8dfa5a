import { defineTool, z } from '@mcp-reference/kit';
import { flag, lineRange, repoPath, texts } from '../arguments.ts';
import type { Context } from '../context.ts';
import { stage } from '../operations/stage.ts';

const input = z.object({
  repo_path: repoPath,
  files: texts('"." for everything.'),
  hunks: z.array(z.string()).optional().describe('Ids of hunks.'),
  lines: z.array(lineRange).optional().describe('Changed lines.'),
  update: flag('Only tracked files.'),
  force: flag('Ignored files too.'),
  intent: flag('Track a new file without content, to stage hunks of it.'),
  executable: z.boolean().optional().describe('Set or clear the executable bit.'),
});

export type AddInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitAdd = defineTool({
  name: 'git_add',
  title: 'Stage',
  description:
    'Stage files (removals too), hunks by the ids in git_diff_unstaged, or single lines by their numbers in the new file. Unstage with git_reset.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  aliases: { paths: 'files' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return stage(await git.open(repo_path, call), input, call);
  },
});
