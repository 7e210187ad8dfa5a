import { count, ToolError, visible } from '@mcp-reference/kit/sandbox';

/** Bytes that a file may grow by while it is read, beside its own size again. */
const mostGrowth = 64 * 1024 * 1024;

/**
 * Stops a read that finds no end: what it writes must not fill the disk.
 * @param size of the file when it was opened
 * @param read bytes that were read
 * @throws ToolError `too_large`
 */
export function assertEnds(shown: string, size: number, read: number): void {
  if (read <= 2 * size + mostGrowth) return;
  throw new ToolError(
    'too_large',
    `"${visible(shown)}" has ${count(size, 'byte')} and does not end after ${count(read, 'byte')}: it grows while it is read, or its file system is broken.`,
  );
}
