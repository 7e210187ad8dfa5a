import { z } from '@mcp-reference/kit';

/** Answers as data, for programs and views. They say the same as the text. */

const cursor = z.string().optional().describe('Continues the answer.');

export const textData = z.object({
  path: z.string(),
  text: z.string(),
  size: z.number().describe('Bytes of the whole file.'),
  start: z.number().describe('Position of the text in the file, in bytes.'),
  end: z.number(),
  encoding: z.string(),
  hash: z.string().optional(),
  next: z.number().optional().describe('The offset that continues a text that was cut.'),
});

export const namesData = z.object({
  entries: z.array(z.string()).describe('As in the text: a folder ends with "/".'),
  total: z.number().optional(),
  cursor,
});

export const usageData = z.object({
  path: z.string(),
  total: z.number().describe('Bytes on the disk.'),
  folders: z.array(z.object({ path: z.string(), allocated: z.number(), bytes: z.number(), files: z.number() })),
});

export const editData = z.object({
  path: z.string(),
  added: z.number(),
  removed: z.number(),
  dryRun: z.boolean(),
  diff: z.string(),
});

export const replacementData = z.object({
  path: z.string(),
  replacements: z.number(),
  files: z.number(),
  dryRun: z.boolean(),
  lines: z.array(z.string()).describe('A line per file, or the changed lines.'),
});
