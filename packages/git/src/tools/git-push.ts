import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { pushText } from '../operations/push.ts';

const input = z.object({
  repo_path: repoPath,
  remote: z.string().optional().describe("Default: the upstream's, or origin."),
  branch: z.string().optional().describe('Default: the current one.'),
  to: z.string().optional().describe('Its name there, if another.'),
  tags: z.array(z.string()).default([]).describe('Tags to send.'),
  delete: z.boolean().default(false).describe('Delete the branch or tags there.'),
  lease: z.string().optional().describe('To overwrite: the id that the branch has there.'),
  set_upstream: z.boolean().default(false).describe('The branch follows it from now on.'),
  skip_lfs: z.boolean().default(false).describe('Send Git LFS pointers without their contents.'),
  dry_run: z.boolean().default(false).describe('Only say what would happen.'),
});

export type PushInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitPush = defineTool({
  name: 'git_push',
  title: 'Push',
  description:
    'Send the current branch (or another, or tags) to a remote, or delete a branch there. The user is asked first, with the commits that come and go; dry_run only lists them. Commits of others are overwritten only with lease, the full id that the remote branch has now.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  confirms: true,
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return pushText(git, await git.open(repo_path, call), input, call);
  },
});
