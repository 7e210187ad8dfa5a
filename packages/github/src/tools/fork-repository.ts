import { defineTool, z } from '@mcp-reference/kit';
import { notKeptLines } from '../operations/kept.ts';
import type { Context } from '../context.ts';
import { plain } from '../present/text.ts';
import { nonBlank, repository } from '../arguments.ts';

export const forkRepository = defineTool({
  name: 'fork_repository',
  title: 'Fork repository',
  description: 'Fork a repository.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    organization: z.string().optional().describe('Instead of yourself.'),
    name: nonBlank().optional(),
    default_branch_only: z.boolean().optional(),
  }),
  async handler({ owner, repo, ...asked }, { github }: Context, call) {
    const { data: fork } = await github.rest.repos.createFork({ owner, repo, ...asked }, call);
    return `Forked ${owner}/${repo} to ${plain(fork.full_name)}; its files may take a moment: ${fork.html_url}${renamed(asked.name, fork.full_name)}${notKeptLines({ organization: [asked.organization, fork.owner?.login] })}`;
  },
});

/** GitHub returns an existing fork unchanged, even if another name was requested. */
const renamed = (name: string | undefined, fullName: string): string =>
  name === undefined || fullName.endsWith(`/${name}`)
    ? ''
    : `\nNOT DONE: the name ${plain(name)}; the fork existed already`;
