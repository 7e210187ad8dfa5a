import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { labelLine } from '../../present/label.ts';
import { asked, plain } from '../../present/text.ts';
import { notKeptLines } from '../kept.ts';
import { refuse, requireChange } from '../report.ts';

interface About {
  name?: string | undefined;
  color?: string | undefined;
  description?: string | null | undefined;
}

const kept = (asked: About, now: About): string =>
  notKeptLines({
    name: [asked.name, now.name],
    color: [asked.color, now.color],
    description: [asked.description, now.description],
  });

export interface LabelChange {
  owner: string;
  repo: string;
  method: 'create' | 'update' | 'delete';
  name: string;
  new_name?: string | undefined;
  color?: string | undefined;
  description?: string | undefined;
}

/** Creates, updates or deletes a label, and says what GitHub did not keep. */
export async function writeLabel(
  github: GitHub,
  { owner, repo, method, name, new_name, color, description }: LabelChange,
  call: Call,
): Promise<string> {
  const about = { color: color?.replace(/^#/, ''), description };
  if (method === 'create') {
    refuse({ new_name }, 'goes with method update');
    if (color === undefined) throw new ToolError('invalid', 'A new label needs a color.');
    const { data: made } = await github.rest.issues.createLabel({ owner, repo, name, ...about }, call);
    return `Created ${labelLine(made)}${kept({ name, ...about }, made)}`;
  }
  if (method === 'update') {
    requireChange({ new_name, color, description }, `the label ${plain(name)}`);
    const { data: now } = await github.rest.issues.updateLabel({ owner, repo, name, new_name, ...about }, call);
    return `Updated ${labelLine(now)}${kept({ name: new_name, ...about }, now)}`;
  }
  refuse({ new_name, color, description }, 'do not go with method delete');
  await github.approve(
    `Delete the label ${asked(name)} of ${owner}/${repo} and take it off all issues? This cannot be undone.`,
    call,
  );
  await github.rest.issues.deleteLabel({ owner, repo, name }, call);
  return `Deleted the label ${plain(name)}`;
}
