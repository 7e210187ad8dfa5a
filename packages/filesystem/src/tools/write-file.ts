import { count, defineTool, jsonText, namedByUser, readableSize, z } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import { confirmForever, notKeptNote } from '../present/consent.ts';
import type { Context } from '../context.ts';
import { headerName } from '../files/shown.ts';

export const writeFile = defineTool({
  name: 'write_file',
  title: 'Write file',
  description:
    'Write a whole file and the folders it needs, atomically. An existing file keeps its encoding and byte order mark unless encoding says otherwise. To change a part of a file use edit_file.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  confirms: true,
  input: z.object({
    path: args.path,
    content: jsonText(z.string().describe('The whole content.')),
    mode: z.enum(['overwrite', 'create', 'append']).default('overwrite').describe('create fails if the file exists.'),
    encoding: z.string().optional().describe('utf-8 for new files; "base64" for bytes.'),
    ifHash: args.ifHash,
  }),
  aliases: { ...args.pathAliases, contents: 'content', text: 'content', file_text: 'content' },
  async handler(input, { files }: Context, call) {
    let written = await files.run('write', input, call);
    if ('tooLargeToKeep' in written) {
      const agreed = await confirmForever(written, call);
      written = await files.run('write', { ...input, agreed }, call);
    }
    // The second call never asks.
    if ('tooLargeToKeep' in written) throw new Error('Asked twice.');
    const { created, folders, bytes, hash, encoding, mark, lost, lineEnds, notKept } = written;
    const done = created ? 'Created' : input.mode === 'append' ? 'Appended to' : 'Replaced';
    const facts = [readableSize(bytes)];
    if (folders > 0) facts.push(count(folders, 'new folder'));
    if (encoding !== undefined && encoding !== 'utf-8') facts.push(encoding);
    if (mark) facts.push('with byte order mark');
    if (lost !== undefined) facts.push(`in utf-8, because ${lost}`);
    if (lineEnds !== undefined) facts.push(lineEnds);
    if (hash !== undefined) facts.push(`hash ${hash}`);
    if (notKept !== undefined) facts.push(notKeptNote(notKept));
    call.label(namedByUser);
    return `${done} ${headerName(input.path)}: ${facts.join(', ')}`;
  },
});
