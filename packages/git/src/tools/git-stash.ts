import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { stashText } from '../work/stash.ts';

export const gitStash = defineTool({
  name: 'git_stash',
  title: 'Stash',
  description:
    'Put changes aside (push) and bring them back (apply; pop also drops the stash when nothing conflicts). Stashes are listed by git_list and dropped by git_delete.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  confirms: true,
  input: z.object({
    repo_path: z.string().optional(),
    action: z.enum(['push', 'apply', 'pop']),
    message: z.string().max(500).optional(),
    paths: z.array(z.string()).default([]),
    untracked: z.boolean().default(false),
    staged: z.boolean().default(false).describe('push: only what is staged.'),
    keep_index: z.boolean().default(false),
    index: z.boolean().default(false).describe('apply, pop: stage what was staged.'),
    stash: z.coerce.string().max(100).default('0').describe('apply, pop: its id, or its number in git_list.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return stashText(await git.open(repo_path, call), input, call);
  },
});
