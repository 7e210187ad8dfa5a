import { defineTool, visible, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count, readableSize } from '../operations/size.ts';

export const extractArchive = defineTool({
  name: 'extract_archive',
  title: 'Extract archive',
  description:
    'Extract a zip file into a folder, which is made if it is missing: all of it or nothing, and nothing that exists is replaced. Refuses what is unsafe, encrypted, over 10,000 entries or 1 GB; look into it first with list_archive.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    path: z.string(),
    destination: z.string(),
    include: z.array(z.string()).min(1).optional().describe('Globs of the entries to extract; all when left out.'),
  }),
  output: z.object({
    destination: z.string(),
    files: z.number().int(),
    folders: z.number().int().describe('New ones.'),
    bytes: z.number().int(),
  }),
  async handler(input, context: Context, call) {
    const extracted = await context.files.run('extractArchive', input, call);
    return { destination: input.destination, ...extracted };
  },
  render: ({ destination, files, folders, bytes }) =>
    `Extracted into ${visible(destination)}: ${count(files, 'file')}, ${count(folders, 'new folder')}, ${readableSize(bytes)}`,
});
