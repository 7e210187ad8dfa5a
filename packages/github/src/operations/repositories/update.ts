import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { repositoryLine } from '../../present/repository.ts';
import { asked, list } from '../../present/text.ts';
import { noteNotKept } from '../kept.ts';
import { dropped, Report, requireChange, type Step } from '../report.ts';
import { switched } from './switches.ts';

export interface RepositoryChange {
  owner: string;
  repo: string;
  name?: string | undefined;
  description?: string | undefined;
  homepage?: string | undefined;
  default_branch?: string | undefined;
  visibility?: 'public' | 'private' | undefined;
  archived?: boolean | undefined;
  enable?: readonly string[] | undefined;
  disable?: readonly string[] | undefined;
  topics?: string[] | undefined;
}

/** Changes settings and topics, and asks first before the grave ones. */
export async function updateRepository(github: GitHub, change: RepositoryChange, call: Call): Promise<string> {
  const { owner, repo, topics, enable = [], disable = [], ...rest } = change;
  const settings = { ...rest, ...switched(enable, true), ...switched(disable, false) };
  const both = enable.filter((name) => disable.includes(name));
  if (both.length > 0) throw new ToolError('invalid', `${both.join(', ')}: both enabled and disabled.`);
  const { name, description, homepage, default_branch, visibility, archived } = rest;
  const switches = { enable: enable[0], disable: disable[0] };
  requireChange(
    { name, description, homepage, default_branch, visibility, archived, ...switches, topics },
    `${owner}/${repo}`,
  );
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
  const steps: Step[] = [];
  // Topics first: the address changes with the name.
  if (topics !== undefined)
    steps.push({
      what: 'topics',
      async work() {
        const {
          data: { names },
        } = await github.rest.repos.replaceAllTopics({ owner, repo, names: topics }, call);
        const missing = dropped(topics, names);
        if (missing.length > 0) report.failed(`topics ${list(missing)}: GitHub left them out`);
        return `Topics are now ${list(names) || 'none'}`;
      },
    });
  if (Object.values(settings).some((value) => value !== undefined))
    steps.push({
      what: 'settings',
      async work() {
        const { data: now } = await github.rest.repos.update({ owner, repo, ...settings }, call);
        const has: Readonly<Record<string, unknown>> = { ...now };
        noteNotKept(
          report,
          Object.fromEntries(Object.entries(settings).map(([key, wanted]) => [key, [wanted, has[key]] as const])),
        );
        return `Updated ${repositoryLine(now)}`;
      },
    });
  await report.steps(steps);
  return report.text();
}
