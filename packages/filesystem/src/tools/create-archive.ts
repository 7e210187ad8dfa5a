import { defineTool, z, count, readableSize } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { linkTo } from '../present/link.ts';
import { headerName } from '../files/shown.ts';

export const createArchive = defineTool({
  name: 'create_archive',
  title: 'Create archive',
  description:
    'Pack files and folders into a new zip file; an existing one is never replaced. Links below a folder are left out.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    source: z
      .array(z.string())
      .min(1)
      .max(1000)
      .describe('Files and folders to pack; each is stored under its own name.'),
    destination: z.string().describe('The new file, such as "backup.zip".'),
    excludePatterns: args.excludePatterns,
  }),
  output: z.object({
    destination: z.string(),
    files: z.number().int(),
    folders: z.number().int(),
    bytes: z.number().int().describe('That went in.'),
    size: z.number().int().describe('Of the zip file, in bytes.'),
    links: z.number().int().describe('Left out.'),
    omitted: z.number().int().describe('What else could not be stored.'),
    omittedExamples: z.array(z.string()),
  }),
  async handler(input, context: Context, call) {
    const created = await context.files.run('createArchive', input, call);
    if (call.link) {
      const { path } = await context.files.locate(input.destination, call);
      call.link(linkTo(path, { size: created.size }, 'application/zip'));
    }
    return { destination: input.destination, ...created };
  },
  render({ destination, files, folders, bytes, size, links, omitted, omittedExamples }) {
    const facts = [
      `Created ${headerName(destination)}: ${count(files, 'file')}, ${count(folders, 'folder')}, ${readableSize(bytes)} in ${readableSize(size)}`,
    ];
    if (links > 0) facts.push(`${count(links, 'link')} left out`);
    if (omitted > 0) facts.push(`${count(omitted, 'other entry', 'other entries')} left out:`);
    return [facts.join('; '), ...omittedExamples.map((example) => `  ${example}`)].join('\n');
  },
});
