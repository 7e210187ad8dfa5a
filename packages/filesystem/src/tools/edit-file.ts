import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const editFile = defineTool({
  name: 'edit_file',
  title: 'Edit file',
  description:
    'Replace exact pieces of text in a file and answer with the diff. All edits are made or none; all other bytes, line ends and the encoding stay as they are. oldText must occur exactly once, unless replaceAll or expectedCount is given.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({
    path: z.string(),
    edits: z
      .array(
        z.object({
          oldText: z.string().describe('Copied from the file, with its indentation.'),
          newText: z.string(),
          replaceAll: z.boolean().optional(),
          expectedCount: z.number().int().min(1).optional().describe('Replace all, if there are this many.'),
        }),
      )
      .min(1),
    dryRun: z.boolean().default(false).describe('Only show the diff.'),
    ifHash: z.string().optional().describe('Edit only if the file still has this hash.'),
    encoding: z.string().optional().describe('Detected when absent.'),
  }),
  async handler(input, { files }: Context, call) {
    const edits = input.edits.map(({ oldText, newText, replaceAll, expectedCount }) => ({
      oldText,
      newText,
      ...(replaceAll !== undefined && { replaceAll }),
      ...(expectedCount !== undefined && { expectedCount }),
    }));
    const { diff, added, removed, hash } = await files.run('edit', { ...input, edits, budget: call.budget }, call);
    const state = input.dryRun ? 'Dry run, nothing was written' : `Edited, hash ${hash}`;
    return `[${input.path}: +${added} -${removed} lines. ${state}]\n${diff}`;
  },
});
