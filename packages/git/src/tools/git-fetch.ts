import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { fetchText } from '../work/fetch.ts';

export const gitFetch = defineTool({
  name: 'git_fetch',
  title: 'Fetch',
  description:
    'Get what a remote has, without changing any branch of your own, and tell what is new. To bring it into the current branch at once use git_pull.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    repo_path: z.string().optional(),
    remote: z.string().optional(),
    branches: z.array(z.string()).default([]),
    prune: z.boolean().default(false).describe('Forget remote branches that are gone there.'),
    tags: z.boolean().optional(),
    depth: z.number().int().min(1).max(1_000_000).optional(),
    unshallow: z.boolean().default(false),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return fetchText(git, await git.open(repo_path, call), input, call);
  },
});
