import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath, texts, upTo } from '../arguments.ts';
import type { Context } from '../context.ts';
import { fetchText } from '../operations/fetch.ts';

const input = z.object({
  repo_path: repoPath,
  remote: z.string().optional().describe("Default: the upstream's, or origin."),
  branches: texts('Only these.'),
  prune: flag('Forget branches that are gone.'),
  tags: z.boolean().optional().describe('All tags, or none.'),
  depth: upTo(1_000_000).optional().describe('Only last commits.'),
  unshallow: flag('Complete a shallow clone.'),
});

export type FetchInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitFetch = defineTool({
  name: 'git_fetch',
  title: 'Fetch',
  description:
    'Get what a remote has and list what is new; no local branch changes. To update the current branch use git_pull.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return fetchText(git, await git.open(repo_path, call), input, call);
  },
});
