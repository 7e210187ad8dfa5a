import { createFile, ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import { newFile } from './places.ts';

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

/**
 * Makes the file of a new database.
 * @throws ToolError `conflict` if it exists.
 */
export function createDatabase(fs: Confined, { path }: { path: string }): void {
  const { folder, name } = newFile(fs, path);
  createFile(folder, name, new Uint8Array());
}
