import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { briefOf } from '../work/brief.ts';

export const gitBrief = defineTool({
  name: 'git_brief',
  title: 'Brief',
  description:
    'Tell where a repository stands in at most 2 kB: branch, upstream, what is in progress, changes, last commits, remotes, habits. Call it first; for every changed file use git_status.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ repo_path: z.string().optional() }),
  async handler({ repo_path }, { git }: Context, call) {
    return briefOf(await git.open(repo_path, call), call);
  },
});
