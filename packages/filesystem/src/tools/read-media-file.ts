import { defineTool, z } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { fileAddress } from '../present/list.ts';

export const readMediaFile = defineTool({
  name: 'read_media_file',
  title: 'Read media file',
  description:
    'Read an image or audio file to see or hear it; any other file comes as base64 data. What it is, is told from its content.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: args.path }),
  async handler({ path }, { files }: Context, call) {
    const { kind, mimeType, data } = await files.run('readMedia', { path }, call);
    if (kind !== 'blob') return [{ type: kind, data, mimeType }];
    const place = await files.locate(path, call);
    return [{ type: 'resource', uri: fileAddress(place.path), mimeType, data }];
  },
});
