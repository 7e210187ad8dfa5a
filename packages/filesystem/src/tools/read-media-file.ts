import { defineTool, ToolError, visible, z } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { imageSize } from '../files/image-size.ts';
import type { Media } from '../operations/media.ts';
import { readableSize } from '../operations/size.ts';
import { fileAddress } from '../present/list.ts';

/** What models accept. */
const accepted = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const largest = 3_750_000;
const widest = 8_000;

export const readMediaFile = defineTool({
  name: 'read_media_file',
  title: 'Read media file',
  description:
    'Read an image (PNG, JPEG, GIF or WebP up to 3.75 MB and 8,000 pixels a side) or audio file to see or hear it. SVG comes as text and other files as base64 data. The type is detected from the content.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: args.path }),
  aliases: args.pathAliases,
  async handler({ path }, { files }: Context, call) {
    const media = await files.run('readMedia', { path }, call);
    const { kind, mimeType, data } = media;
    if (mimeType === 'image/svg+xml')
      return `[${visible(path)}: SVG as text, ${readableSize(media.size)}]\n${Buffer.from(data, 'base64').toString('utf8')}`;
    if (kind === 'image') assertAccepted(path, media);
    if (kind !== 'blob') return [{ type: kind, data, mimeType }];
    const place = await files.locate(path, call);
    return [{ type: 'resource', uri: fileAddress(place.path), mimeType, data }];
  },
});

/** @throws ToolError for an image that would end the conversation of a model with an error. */
function assertAccepted(path: string, { mimeType, size, data }: Media): void {
  const shown = `"${visible(path)}"`;
  if (!accepted.has(mimeType)) {
    const what = mimeType.replace('image/', '').toUpperCase();
    throw new ToolError(
      'unsupported',
      `${shown} is a ${what} image (${readableSize(size)}), and models accept PNG, JPEG, GIF and WebP. Convert it first.`,
    );
  }
  if (size > largest) {
    throw new ToolError(
      'too_large',
      `${shown} has ${readableSize(size)}; models accept images up to ${readableSize(largest)}. Scale it down first.`,
    );
  }
  const pixels = imageSize(Buffer.from(data, 'base64'), mimeType);
  if (pixels !== undefined && Math.max(pixels.width, pixels.height) > widest) {
    throw new ToolError(
      'too_large',
      `${shown} has ${pixels.width} x ${pixels.height} pixels; models accept up to ${widest} a side. Scale it down first.`,
    );
  }
}
