import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count } from '../operations/size.ts';
import { listed } from '../present.ts';

export const diskUsage = defineTool({
  name: 'disk_usage',
  title: 'Disk usage',
  description:
    'Sum up what a folder takes on the disk, in all and for each folder below it down to depth, largest first. Use it to find where the space went; for single large files use search_files with minSize.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: z.string(),
    depth: z.number().int().min(0).max(20).default(1),
    limit: z.number().int().min(1).max(10_000).default(100).describe('How many folders at most.'),
  }),
  async handler(input, { files }: Context, call) {
    const usage = await files.run('diskUsage', { ...input, budget: call.budget }, call);
    const notes = [usage.summary];
    if (usage.unreadable > 0) notes.push(`${count(usage.unreadable, 'folder')} could not be read and are not counted`);
    if (usage.overdue) notes.push('INCOMPLETE: stopped at the time limit, the truth is larger');
    if (usage.lines.length < usage.listed) notes.push('for more folders raise limit');
    return listed(usage.lines, { shown: usage.lines.length, of: usage.listed, one: 'folder', note: notes.join('; ') });
  },
});
