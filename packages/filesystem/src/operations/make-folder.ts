import type { Confined } from '@mcp-reference/kit/sandbox';

/** Makes a folder and those above it. Returns how many were made; none if it was there. */
export const makeFolder = (fs: Confined, { path }: { path: string }): number => fs.makeFolders(path);
