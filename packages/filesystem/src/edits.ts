import { ToolError, z } from '@mcp-reference/kit';
import type { AnyEdit } from './operations/edit.ts';

/** One change of a file, as a model gives it: a piece of text, or lines. */
export const edit = z.object({
  oldText: z.string().optional().describe('Exact text from the file, with its indentation.'),
  newText: z.string().describe('What takes its place.'),
  replaceAll: z.boolean().optional().describe('Replace every occurrence.'),
  expectedCount: z.number().int().min(1).optional().describe('Replace all, if there are exactly this many.'),
  startLine: z.number().int().min(1).optional().describe('Replace lines startLine to endLine instead; needs ifHash.'),
  endLine: z.number().int().min(1).optional().describe('Default: startLine.'),
  afterLine: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Insert after this line instead (0: at the top); needs ifHash.'),
});

/**
 * Returns the change that was meant.
 * @throws ToolError if it is both or neither, or names lines without the hash of the file that it means.
 */
export function editOf(one: z.infer<typeof edit>, index: number, ifHash: string | undefined): AnyEdit {
  const { oldText, newText, replaceAll, expectedCount, startLine, endLine, afterLine } = one;
  const byLine = startLine !== undefined || endLine !== undefined || afterLine !== undefined;
  if (byLine === (oldText !== undefined)) {
    const needed = byLine ? 'oldText or line numbers, not both' : 'oldText, startLine or afterLine';
    throw new ToolError('invalid', `edits[${index}]: give ${needed}.`);
  }
  if (oldText !== undefined) {
    const options = {
      ...(replaceAll !== undefined && { replaceAll }),
      ...(expectedCount !== undefined && { expectedCount }),
    };
    return { oldText, newText, ...options };
  }
  if (ifHash === undefined) {
    throw new ToolError(
      'invalid',
      `edits[${index}] names lines, which may have moved: give ifHash, the hash in the header of read_text_file.`,
    );
  }
  return { newText, startLine, endLine, afterLine };
}
