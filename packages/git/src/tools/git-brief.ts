import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { briefOf } from '../operations/brief.ts';
import { onlyRepository } from '../operations/repositories.ts';

export const gitBrief = defineTool({
  name: 'git_brief',
  title: 'Brief',
  description:
    'Summarize a repository: branch, upstream, operation in progress, changes, last commits, remotes. Call it first; without repo_path it lists the repositories it may use.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ repo_path: repoPath }),
  async handler({ repo_path }, { git }: Context, call) {
    const repo = repo_path === undefined ? await onlyRepository(git, call) : await git.open(repo_path, call);
    return typeof repo === 'string' ? repo : briefOf(repo, call);
  },
});
