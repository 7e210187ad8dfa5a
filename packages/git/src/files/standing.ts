import { ToolError, type Confined, type Kind } from '@mcp-reference/kit/sandbox';
import { placeBelow } from '../places.ts';

/** Finds what exists where files are to be put: files and links at these paths or on the way to them, and folders at these paths. */
export function standing(
  fs: Confined,
  { top, paths }: { top: string; paths: readonly string[] },
): { files: string[]; folders: string[] } {
  const kinds = new Map<string, Kind | undefined>();
  const kindOf = (relative: string): Kind | undefined => {
    if (!kinds.has(relative)) kinds.set(relative, kindAt(fs, placeBelow(top, relative)));
    return kinds.get(relative);
  };
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths)
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const at = end === -1 ? path : path.slice(0, end);
      const kind = kindOf(at);
      if (kind === 'folder' && end !== -1) continue;
      if (kind !== undefined) (kind === 'folder' ? folders : files).add(at);
      break;
    }
  return { files: [...files], folders: [...folders] };
}

function kindAt(fs: Confined, place: string): Kind | undefined {
  try {
    return fs.spot(place).stat?.kind;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
