import { z } from '@mcp-reference/kit';

/** Lines of a file that are to be staged or unstaged, by their numbers in the diff. */
export const lineRange = z.object({
  path: z.string(),
  from: z.number().int().min(1),
  to: z.number().int().min(1),
  removed: z.boolean().optional().describe('The numbers are of removed lines, in the old file.'),
});
