import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { notKeptLines } from '../operations/kept.ts';
import type { Context } from '../context.ts';
import { choice, repository } from '../arguments.ts';
import { labelLine } from '../present/label.ts';
import { refuse, requireChange } from '../operations/report.ts';
import { asked, plain } from '../present/text.ts';

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

export const labelWrite = defineTool({
  name: 'label_write',
  title: 'Write label',
  description:
    'Create, update or delete a label. color is six hex digits; deleting takes it off all issues and asks the user.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    method: choice(['create', 'update', 'delete']),
    name: z.string(),
    new_name: z.string().optional(),
    color: z.string().optional().describe('Six hex digits.'),
    description: z.string().optional(),
  }),
  async handler({ owner, repo, method, name, new_name, color, description }, { github }: Context, call) {
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
  },
});
