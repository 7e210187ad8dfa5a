import { z } from '@mcp-reference/kit';

/** Answers as data, for programs and views. They say the same as the text. */

const cursor = z.string().optional().describe('Continues the answer.');

export const statusData = z.object({
  branch: z.string().nullable().describe('Null when HEAD is detached.'),
  upstream: z.string().nullable(),
  ahead: z.number().nullable(),
  behind: z.number().nullable(),
  changes: z.array(
    z.object({
      code: z.string().describe('Two letters as in the text; ?? is untracked, !! ignored.'),
      path: z.string(),
      from: z.string().optional().describe('Path before a rename.'),
    }),
  ),
  cursor,
});

export const logData = z.object({
  commits: z.array(
    z.object({
      hash: z.string(),
      parents: z.array(z.string()).optional(),
      author: z.string(),
      date: z.string(),
      subject: z.string(),
      refs: z.array(z.string()).optional().describe('Branches and tags that point at it.'),
    }),
  ),
  cursor,
});

export const diffData = z.object({
  what: z.string().describe('What is compared, such as "not staged" or "staged".'),
  files: z.number(),
  added: z.number(),
  removed: z.number(),
  patch: z.string().describe('The list of files and the patches, as in the text.'),
  cursor,
});
