import { ToolError, visible, type Confined, type Folder } from '@mcp-reference/kit/sandbox';

/** Loose objects: too many folders to read for each call. */
const fanOut = /^[0-9a-f]{2}$/;
/** Modules are separate repositories, checked when they are opened. */
const skipped = new Set(['modules']);
const deepest = 40;

/**
 * Refuses links in a git directory that lead out of the repository's own directories: git reads and writes through each of
 * them (a reflog that is a link to a shell profile gets a line appended by every commit).
 * @param own The git directory and the shared one.
 * @param deep Whether the folders of loose objects are walked as well.
 */
export function assertLinks(fs: Confined, folder: Folder, own: readonly string[], deep: boolean): void {
  walk(folder, '', 0);

  function walk(at: Folder, below: string, depth: number): void {
    if (depth > deepest) throw new ToolError('denied', "The repository's git directory is nested too deeply.");
    for (const { name, kind } of at.entries()) {
      const shown = `${below}${name}`;
      if (kind === 'link') assertLink(at, name, shown);
      if (kind !== 'folder' || (depth === 0 && skipped.has(name))) continue;
      if (!deep && below === 'objects/' && fanOut.test(name)) continue;
      const child = present(() => at.child(name));
      if (child === undefined) continue;
      walk(child, `${shown}/`, depth + 1);
      child.close();
    }
  }

  function assertLink(at: Folder, name: string, shown: string): void {
    let end: string;
    try {
      const spot = present(() => fs.follow(`${at.path}/${name}`));
      if (spot === undefined) return;
      end = spot.name === undefined ? spot.folder.path : `${spot.folder.path}/${spot.name}`;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      throw refusal(shown, error);
    }
    if (!own.some((place) => end.startsWith(`${place}/`))) throw refusal(shown);
  }
}

const refusal = (shown: string, cause?: Error): ToolError =>
  new ToolError(
    'denied',
    `The repository's git directory has a link "${visible(shown)}" that leads outside of it; git would read and write what it points to. Remove the link if it is not wanted.`,
    { cause },
  );

/** Git makes and removes folders meanwhile: what is gone again cannot be followed. */
function present<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ToolError && error.code === 'not_found') return undefined;
    throw error;
  }
}
