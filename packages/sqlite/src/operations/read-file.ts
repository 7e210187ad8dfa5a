import type { Confined } from '@mcp-reference/kit/sandbox';

const mostBytes = 10_000_000;

/** Returns the text of a small file. */
export const readFile = (fs: Confined, { path }: { path: string }): string =>
  fs.file(path).readAll(mostBytes).toString('utf8');
