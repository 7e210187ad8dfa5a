import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath, text, texts } from '../arguments.ts';
import type { Context } from '../context.ts';
import { stashText } from '../operations/stash.ts';

const input = z.object({
  repo_path: repoPath,
  action: z.enum(['push', 'apply', 'pop']).describe('What to do.'),
  message: text(500).optional().describe('push: message.'),
  paths: texts('push: only these.'),
  untracked: flag('push: new files too.'),
  staged: flag('push: only staged.'),
  keep_index: flag('push: keep staged.'),
  index: flag('Restore staged state.'),
  stash: z.coerce.string().default('0').describe('Id or number.'),
});

export type StashInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitStash = defineTool({
  name: 'git_stash',
  title: 'Stash',
  description:
    'Put changes aside (push) and bring them back (apply; pop also drops). git_list lists stashes, git_delete drops them.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  confirms: true,
  aliases: { files: 'paths' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return stashText(await git.open(repo_path, call), input, call);
  },
});
