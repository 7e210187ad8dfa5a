import { z } from '@mcp-reference/kit';

/** The repository that a call is about. */
export const repoPath = z.string().optional().describe('A folder in the repository.');

/** Limits a command that reads to some files. */
export const readPaths = z.array(z.string()).optional().describe('Only these files; patterns as in git.');

/** The cursor of a list's next page. */
export const pageCursor = z.string().optional().describe('From the answer before, to continue it.');

export const contextLines = z.number().int().min(0).max(1000).default(3).describe('Unchanged lines around changes.');

export const namesOnly = z.boolean().optional().describe('Only the list of files.');

/** Lines of a file that are to be staged or unstaged, by their numbers in the diff. */
export const lineRange = z.object({
  path: z.string().describe('The file.'),
  from: z.number().int().min(1).describe('First line.'),
  to: z.number().int().min(1).describe('Last line.'),
  removed: z.boolean().optional().describe('The numbers are of removed lines, in the old file.'),
});

export const picked = z.array(z.string()).min(1).max(100).describe('Commits or ranges, in the order to apply.');
export const mainline = z.number().int().min(1).max(16).optional().describe('For a merge: the parent to compare with.');
export const noCommit = z.boolean().default(false).describe('Stage without committing.');
