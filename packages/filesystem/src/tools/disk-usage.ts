import { defineTool, z, count } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { usageData } from '../data.ts';
import { listed } from '../present/list.ts';

export const diskUsage = defineTool({
  name: 'disk_usage',
  title: 'Disk usage',
  description:
    'Show how much space a folder takes on the disk, in total and for each folder below it, largest first. To find single large files use search_files with sortBy size.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: args.folder,
    depth: z.number().int().min(0).max(20).default(1).describe('Levels of folders to list.'),
    limit: z.number().int().min(1).max(10_000).default(100).describe('How many folders to list.'),
  }),
  output: usageData,
  view: true,
  async handler(input, { files }: Context, call) {
    const usage = await files.run('diskUsage', { ...input, budget: call.budget }, call);
    call.data?.({ path: input.path, total: usage.total.allocated, folders: usage.shown });
    const notes = [usage.summary];
    if (usage.unreadable > 0) notes.push(`${count(usage.unreadable, 'folder')} could not be read and are not counted`);
    if (usage.overdue) notes.push('INCOMPLETE: stopped at the time limit, the real sizes are larger');
    const { length } = usage.lines;
    if (length < usage.listed)
      notes.push(
        length < input.limit ? 'the smaller ones do not fit: ask for one by its path' : 'for more folders raise limit',
      );
    return listed(usage.lines, { shown: usage.lines.length, of: usage.listed, one: 'folder', notes });
  },
});
