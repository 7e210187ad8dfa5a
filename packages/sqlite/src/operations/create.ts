import { createFile, ToolError, type Confined } from '@mcp-reference/kit/sandbox';

/** Makes an empty file, which is an empty database to SQLite. Never replaces one. */
export function create(fs: Confined, { path }: { path: string }): boolean {
  const { folder, name, stat } = fs.named(path);
  if (stat !== undefined) return false;
  try {
    createFile(folder, name, new Uint8Array());
    return true;
  } catch (error) {
    if (error instanceof ToolError && error.code === 'conflict') return false;
    throw error;
  }
}
