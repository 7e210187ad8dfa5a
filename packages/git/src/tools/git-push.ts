import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath, texts } from '../arguments.ts';
import type { Context } from '../context.ts';
import { pushText } from '../operations/push.ts';

const input = z.object({
  repo_path: repoPath,
  remote: z.string().optional().describe("Default: the upstream's, or origin."),
  branch: z.string().optional().describe('Default: current.'),
  to: z.string().optional().describe('Other name there.'),
  tags: texts('Tags to send.'),
  delete: flag('Delete there.'),
  lease: z.string().optional().describe('To overwrite: full id that the branch has there.'),
  set_upstream: flag('Follow it from now on.'),
  skip_lfs: flag('Send Git LFS pointers only.'),
  dry_run: flag('Only list commits.'),
});

export type PushInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitPush = defineTool({
  name: 'git_push',
  title: 'Push',
  description:
    'Send the current branch, another or tags to a remote, or delete there. Commits are overwritten only with lease.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  confirms: true,
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return pushText(git, await git.open(repo_path, call), input, call);
  },
});
