import { defineTool, z, count } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const undo = defineTool({
  name: 'undo',
  title: 'Undo changes',
  description:
    'Undo the last changes that these tools made in the allowed folders (writes, edits, moves, deletions, extractions). Refuses if a file has changed since. Changes are kept for 30 days.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({
    count: z.number().int().min(1).max(100).default(1).describe('How many changes, newest first.'),
    id: z.string().optional().describe('One change by its id, instead.'),
    dryRun: z.boolean().default(false).describe('Only show them.'),
  }),
  async handler(input, { files }: Context, call) {
    const undone = await files.run('undo', input, call);
    const blocks = undone.map(({ id, tool, time, lines }) => {
      const shown = lines.slice(0, 50).map((line) => `  ${line}`);
      const more = lines.length > shown.length ? [`  ... and ${count(lines.length - shown.length, 'more step')}`] : [];
      return [`${id}\t${tool}\t${new Date(time).toISOString().slice(0, 19)}Z`, ...shown, ...more].join('\n');
    });
    const head = input.dryRun
      ? `${count(undone.length, 'change')} can be undone`
      : `Undone: ${count(undone.length, 'change')}`;
    return `[${head}]\n${blocks.join('\n')}`;
  },
});
