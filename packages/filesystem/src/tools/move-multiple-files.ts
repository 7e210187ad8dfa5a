import { defineTool, z, count } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const moveMultipleFiles = defineTool({
  name: 'move_multiple_files',
  title: 'Move or rename several',
  description: 'Move or rename several files or folders in one call, all or none; nothing is ever replaced.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    moves: z
      .array(z.object({ source: z.string(), destination: z.string() }))
      .min(1)
      .max(1000)
      .describe('Carried out in order.'),
    dryRun: z.boolean().default(false).describe('Only check.'),
  }),
  aliases: { dry_run: 'dryRun' },
  async handler(input, { files }: Context, call) {
    const moved = await files.run('moveMany', input, call);
    return input.dryRun
      ? `${count(moved, 'move')} possible; nothing was moved.`
      : `Moved ${count(moved, 'entry', 'entries')}.`;
  },
});
