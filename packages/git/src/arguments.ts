import { z } from '@mcp-reference/kit';

// Limits that are beyond any use are checked but not announced: a model reads the list of tools at every start.

/** A text of so many characters. */
export const text = (most: number, least = 0) =>
  z.string().refine((value) => value.length >= least && value.length <= most, `Give ${least} to ${most} characters.`);

/** A whole number from 1. */
export const upTo = (most: number) =>
  z
    .number()
    .int()
    .refine((value) => value >= 1 && value <= most, `Give a number from 1 to ${most}.`);

/** Lines around something, from 0. */
export const lineCount = z
  .number()
  .int()
  .refine((value) => value >= 0 && value <= 1_000, 'Give a number from 0 to 1000.');

/** The number of a line, from 1. */
export const lineNumber = z
  .number()
  .int()
  .refine((value) => value >= 1 && value <= 10_000_000, 'Lines are counted from 1.');

/** At least one name, and at most so many. */
export const names = (most: number) =>
  z.array(z.string()).refine((value) => value.length > 0 && value.length <= most, `Give 1 to ${most}.`);

/** Schemas that need not say that they are off, empty or as git has them by default: a model reads the list of tools at every start. */
export const unsaid = (description: string) => ({ default: undefined, description });

/** A switch that is off by default. */
export const flag = (description: string) => z.boolean().default(false).meta(unsaid(description));

/** Texts, none by default. */
export const texts = (description: string) => z.array(z.string()).default([]).meta(unsaid(description));

/** The repository that a call is about. */
export const repoPath = z.string().optional().describe('Repository.');

/** Limits a command that reads to some files. */
export const readPaths = z.array(z.string()).optional().describe('Files or patterns.');

/** The cursor of a list's next page. */
export const pageCursor = z.string().optional().describe('From the last answer.');

/** Three by default, as everywhere in git. */
export const contextLines = lineCount.default(3).meta(unsaid('Context lines.'));

export const namesOnly = z.boolean().optional().describe('Only list files.');

/** Lines of a file that are to be staged or unstaged, by their numbers in the diff. */
export const lineRange = z.object({
  path: z.string().describe('File.'),
  from: lineNumber.describe('First line.'),
  to: lineNumber.describe('Last line.'),
  removed: z.boolean().optional().describe('Numbers of removed lines, in the old file.'),
});

export const picked = names(100).describe('Commits or ranges A..B, in order.');
export const mainline = upTo(16).optional().describe('Of a merge: parent to compare with.');
export const noCommit = flag('Only stage.');
