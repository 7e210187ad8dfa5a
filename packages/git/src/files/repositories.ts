import { ToolError } from '@mcp-reference/kit';
import type { Confined, Folder } from '@mcp-reference/kit/sandbox';

export interface Found {
  path: string;
  /** The branch that HEAD names; undefined when it names a commit, or cannot be read. */
  branch: string | undefined;
}

/** Folders that hold so much that repositories are not looked for in them. */
const mostEntries = 5_000;

export interface FoundBelow {
  found: Found[];
  /** Folders that were not searched, because they hold too much or cannot be read. */
  skipped: number;
  /** True if there are folders below the deepest level, which were not searched. */
  isDeeper: boolean;
}

/** Repositories below a folder: the folder itself, and down to `depth` levels of folders. What is inside a repository is not searched. */
export function repositoriesIn(
  fs: Confined,
  { path, depth, most }: { path: string; depth: number; most: number },
): FoundBelow {
  const found: Found[] = [];
  let skipped = 0;
  let isDeeper = false;
  const look = (folder: Folder, left: number): void => {
    const git = folder.find('.git');
    const bare = folder.find('HEAD')?.kind === 'file' && folder.find('objects')?.kind === 'folder';
    if (git !== undefined || bare) {
      found.push({ path: folder.path, branch: branchOf(folder, git?.kind === 'folder') });
      return;
    }
    if (left === 0) {
      isDeeper ||= mayHoldFolders(folder);
      return;
    }
    const entries = folder.entries();
    if (entries.length > mostEntries) {
      skipped++;
      return;
    }
    for (const { name, kind } of entries) {
      if (kind !== 'folder' || found.length >= most || isLeftOut(name)) continue;
      try {
        const child = folder.child(name);
        look(child, left - 1);
        child.close();
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        skipped++;
      }
    }
  };
  look(fs.folder(path), depth);
  return { found, skipped, isDeeper };
}

const isLeftOut = (name: string): boolean => name === 'node_modules';

/** True also for a folder that cannot be read: what it holds was not searched. */
function mayHoldFolders(folder: Folder): boolean {
  try {
    return folder.entries().some(({ name, kind }) => kind === 'folder' && !isLeftOut(name));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return true;
  }
}

function branchOf(folder: Folder, inside: boolean): string | undefined {
  const git = inside ? folder.child('.git') : folder;
  try {
    if (git.find('HEAD')?.kind !== 'file') return undefined;
    const file = git.open('HEAD');
    const text = file.read(0, 1_000).toString();
    file.close();
    return /^ref: refs\/heads\/([^\n]+)/.exec(text)?.[1];
  } finally {
    if (inside) git.close();
  }
}
