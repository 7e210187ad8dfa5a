import { defineTool, under, z, count } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { listUndone } from '../present/undone.ts';

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
    const { undone, older } = await files.run('undo', input, call);
    const { text, unlisted } = listUndone(undone, call.budget);
    const changes = count(undone.length, 'change');
    return under(
      [
        input.dryRun ? `${changes} can be undone` : `Undone: ${changes}`,
        input.dryRun && older > 0 && `${count(older, 'older one')} not shown`,
        unlisted > 0 && `${count(unlisted, 'step')} not listed`,
      ],
      text,
    );
  },
});
