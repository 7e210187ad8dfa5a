import type { ResourceEntry } from '@mcp-reference/kit';
import { fileAddress } from './list.ts';

/**
 * Returns a link to a file or folder, for hosts that show or attach it.
 * @param path absolute
 * @param modified milliseconds since the epoch
 */
export const linkTo = (
  path: string,
  { size, modified }: { size?: number; modified?: number },
  mimeType?: string,
): ResourceEntry => ({
  uri: fileAddress(path),
  name: path.split(/[/\\]/).at(-1) || path,
  ...(mimeType !== undefined && { mimeType }),
  ...(size !== undefined && { size }),
  ...(modified !== undefined && { annotations: { lastModified: new Date(modified).toISOString() } }),
});
