import { createHash } from 'node:crypto';
import { ToolError, type Confined } from '@mcp-reference/kit/sandbox';

export interface HookFile {
  name: string;
  size: number;
  sha256: string;
  executable: boolean;
}

const mostHook = 4 * 1024 * 1024;

/** The hooks in a folder, and what is in them. A folder outside the allowed ones has none that could be told. */
export function hooks(fs: Confined, { folder }: { folder: string }): HookFile[] {
  try {
    const held = fs.folder(folder);
    return held
      .entries()
      .filter(({ name, kind }) => kind !== 'folder' && !name.endsWith('.sample'))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name }) => {
        const path = `${held.path}/${name}`;
        const { stat } = fs.follow(path);
        const bytes = stat?.kind === 'file' ? fs.file(path).readAll(mostHook) : Buffer.alloc(0);
        return {
          name,
          size: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          executable: ((stat?.mode ?? 0) & 0o111) !== 0,
        };
      });
  } catch (error) {
    if (error instanceof ToolError) return [];
    throw error;
  }
}
