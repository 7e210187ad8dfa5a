import { defineTool, readableSize, z } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { fileAddress } from '../present/list.ts';
import { headerName } from '../files/shown.ts';

export const readMediaFile = defineTool({
  name: 'read_media_file',
  title: 'Read media file',
  description:
    'Read an image or audio file to see or hear it. Images over 3.75 MB or 8,000 pixels a side are scaled down; BMP and TIFF become PNG or JPEG. SVG comes as text and other files as base64 data. The type is detected from the content.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: args.path }),
  aliases: args.pathAliases,
  async handler({ path }, { files }: Context, call) {
    const { kind, mimeType, data, size, changed } = await files.run('viewMedia', { path }, call);
    if (mimeType === 'image/svg+xml')
      return `[${headerName(path)}: SVG as text, ${readableSize(size)}]\n${Buffer.from(data, 'base64').toString('utf8')}`;
    if (kind !== 'blob') {
      const note = changed === undefined ? [] : [{ type: 'text' as const, text: `[${headerName(path)}: ${changed}]` }];
      return [...note, { type: kind, data, mimeType }];
    }
    const place = await files.locate(path, call);
    return [{ type: 'resource', uri: fileAddress(place.path), mimeType, data }];
  },
});
