import { defineTool, z, count, readableSize } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { guessedNamesNote } from '../present/list.ts';
import { headerName } from '../files/shown.ts';

export const extractArchive = defineTool({
  name: 'extract_archive',
  title: 'Extract archive',
  description:
    'Extract a zip file into a folder, which is made if it is missing: all of it or nothing, and no existing file is replaced. Refuses archives that are unsafe, encrypted, or over 10,000 entries or 1 GB; list_archive shows why.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    path: args.path,
    destination: z.string().describe('The folder to extract into.'),
    encoding: args.nameEncoding,
    include: z.array(z.string()).min(1).optional().describe('Globs of the entries to extract; all when left out.'),
  }),
  output: z.object({
    destination: z.string(),
    files: z.number().int(),
    folders: z.number().int().describe('New ones.'),
    bytes: z.number().int(),
    guessedNames: z.string().optional().describe('The encoding that names were guessed to have.'),
  }),
  async handler(input, context: Context, call) {
    const extracted = await context.files.run('extractArchive', input, call);
    return { destination: input.destination, ...extracted };
  },
  render({ destination, files, folders, bytes, guessedNames }) {
    const facts = [count(files, 'file'), count(folders, 'new folder'), readableSize(bytes)];
    if (guessedNames !== undefined) facts.push(guessedNamesNote(guessedNames));
    return `Extracted into ${headerName(destination)}: ${facts.join(', ')}`;
  },
});
