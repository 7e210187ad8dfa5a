import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { stashText } from '../operations/stash.ts';

const input = z.object({
  repo_path: repoPath,
  action: z.enum(['push', 'apply', 'pop']).describe('What to do.'),
  message: z.string().max(500).optional().describe('push: what it is.'),
  paths: z.array(z.string()).default([]).describe('push: only these files.'),
  untracked: z.boolean().default(false).describe('push: new files too.'),
  staged: z.boolean().default(false).describe('push: only what is staged.'),
  keep_index: z.boolean().default(false).describe('push: leave what is staged.'),
  index: z.boolean().default(false).describe('apply, pop: stage what was staged.'),
  stash: z.coerce.string().max(100).default('0').describe('apply, pop: its id, or its number in git_list.'),
});

export type StashInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitStash = defineTool({
  name: 'git_stash',
  title: 'Stash',
  description:
    'Put changes aside (push) and bring them back (apply; pop also drops the stash when nothing conflicts). Stashes are listed by git_list and dropped by git_delete.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  confirms: true,
  aliases: { files: 'paths' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return stashText(await git.open(repo_path, call), input, call);
  },
});
