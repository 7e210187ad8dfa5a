import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, repository } from '../input.ts';
import { repositoryLine } from '../present/repository.ts';

/** What can be switched on and off, by the name that it has without `has_` or `allow_`. */
const switches = [
  'issues',
  'wiki',
  'projects',
  'squash_merge',
  'merge_commit',
  'rebase_merge',
  'auto_merge',
  'delete_branch_on_merge',
] as const;
const keys = {
  issues: 'has_issues',
  wiki: 'has_wiki',
  projects: 'has_projects',
  squash_merge: 'allow_squash_merge',
  merge_commit: 'allow_merge_commit',
  rebase_merge: 'allow_rebase_merge',
  auto_merge: 'allow_auto_merge',
  delete_branch_on_merge: 'delete_branch_on_merge',
} as const;

function switched(
  names: readonly string[],
  value: boolean,
): Partial<Record<(typeof keys)[keyof typeof keys], boolean>> {
  return Object.fromEntries(
    names.map((name) => {
      const known = switches.find((one) => one === name);
      if (known === undefined)
        throw new ToolError(
          'invalid',
          `There is no switch ${JSON.stringify(name)}; there are: ${switches.join(', ')}.`,
        );
      return [keys[known], value];
    }),
  );
}

export const updateRepository = defineTool({
  name: 'update_repository',
  title: 'Update repository',
  description:
    'Change settings of a repository: what is given replaces what was there, topics as a whole. Changing visibility or archiving asks the user.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    name: z.string().optional(),
    description: z.string().optional(),
    homepage: z.string().optional(),
    default_branch: z.string().optional(),
    visibility: choice(['public', 'private']).optional(),
    archived: z.boolean().optional(),
    enable: z.array(z.string()).optional().describe(switches.join(', ')),
    disable: z.array(z.string()).optional(),
    topics: z.array(z.string()).optional(),
  }),
  async handler({ owner, repo, topics, enable = [], disable = [], ...rest }, { github }: Context, call) {
    const settings = { ...rest, ...switched(enable, true), ...switched(disable, false) };
    if (settings.visibility !== undefined) await call.confirm(`Make ${owner}/${repo} ${settings.visibility}?`);
    if (settings.archived !== undefined)
      await call.confirm(`${settings.archived ? 'Archive' : 'Unarchive'} ${owner}/${repo}?`);
    // Topics first: the address changes with the name.
    if (topics !== undefined)
      await github.write('PUT /repos/{owner}/{repo}/topics', { owner, repo, names: topics }, call);
    const changed = Object.values(settings).some((value) => value !== undefined);
    const now = changed
      ? await github.write('PATCH /repos/{owner}/{repo}', { owner, repo, ...settings }, call)
      : await github.get('GET /repos/{owner}/{repo}', { owner, repo }, call);
    return `Updated ${repositoryLine(now)}`;
  },
});
