import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, repository } from '../arguments.ts';
import { noteNotKept } from '../operations/kept.ts';
import { dropped, Report, requireChange } from '../operations/report.ts';
import { asked, list } from '../present/text.ts';
import { repositoryLine } from '../present/repository.ts';

/** Settings that can be switched on and off, by their names without `has_` or `allow_`. */
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
    'Update settings of a repository; topics replaces the whole list. Changing visibility, archiving or the default branch asks the user first.',
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
    disable: z.array(z.string()).optional().describe('As in enable.'),
    topics: z.array(z.string()).optional().describe('The whole list.'),
  }),
  async handler({ owner, repo, topics, enable = [], disable = [], ...rest }, { github }: Context, call) {
    const settings = { ...rest, ...switched(enable, true), ...switched(disable, false) };
    const both = enable.filter((name) => disable.includes(name));
    if (both.length > 0) throw new ToolError('invalid', `${both.join(', ')}: both enabled and disabled.`);
    requireChange({ ...rest, enable: enable[0], disable: disable[0], topics }, `${owner}/${repo}`);
    const grave = [
      settings.visibility !== undefined && `make it ${settings.visibility}`,
      settings.archived !== undefined && (settings.archived ? 'archive it (read-only)' : 'unarchive it'),
      settings.default_branch !== undefined && `change its default branch to ${asked(settings.default_branch)}`,
    ].filter(Boolean);
    // The user agrees to the whole call, so the question has the texts that go with it.
    const texts = [
      rest.name !== undefined && `rename it to ${asked(rest.name)}`,
      rest.description !== undefined && `describe it as ${asked(rest.description)}`,
      rest.homepage !== undefined && `set its homepage to ${asked(rest.homepage)}`,
      topics !== undefined && `set its topics to ${asked(topics.join(', '))}`,
    ].filter(Boolean);
    if (grave.length > 0) await github.approve(`Change ${owner}/${repo}: ${[...grave, ...texts].join(', ')}?`, call);
    const report = new Report();
    // Topics first: the address changes with the name.
    if (topics !== undefined)
      await report.step('topics', async () => {
        const { names } = await github.write('PUT /repos/{owner}/{repo}/topics', { owner, repo, names: topics }, call);
        const missing = dropped(topics, names);
        if (missing.length > 0) report.failed(`topics ${list(missing)}: GitHub left them out`);
        return `Topics are now ${list(names) || 'none'}`;
      });
    if (Object.values(settings).some((value) => value !== undefined))
      await report.step('settings', async () => {
        const now = await github.write('PATCH /repos/{owner}/{repo}', { owner, repo, ...settings }, call);
        const has: Readonly<Record<string, unknown>> = { ...now };
        noteNotKept(
          report,
          Object.fromEntries(Object.entries(settings).map(([key, wanted]) => [key, [wanted, has[key]] as const])),
        );
        return `Updated ${repositoryLine(now)}`;
      });
    return report.text();
  },
});
