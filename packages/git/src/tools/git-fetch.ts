import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { fetchText } from '../operations/fetch.ts';

const input = z.object({
  repo_path: repoPath,
  remote: z.string().optional().describe("Default: the upstream's, or origin."),
  branches: z.array(z.string()).default([]).describe('Only these.'),
  prune: z.boolean().default(false).describe('Forget remote branches that are gone there.'),
  tags: z.boolean().optional().describe('All tags, or none.'),
  depth: z.number().int().min(1).max(1_000_000).optional().describe('Only so many last commits.'),
  unshallow: z.boolean().default(false).describe('Get the history that a shallow clone lacks.'),
});

export type FetchInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitFetch = defineTool({
  name: 'git_fetch',
  title: 'Fetch',
  description:
    'Get what a remote has, without changing any branch of your own, and list what is new. To bring it into the current branch as well use git_pull.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return fetchText(git, await git.open(repo_path, call), input, call);
  },
});
