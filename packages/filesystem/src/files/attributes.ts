import {
  copyFolderAttributes,
  setFolderMode,
  setFolderTimes,
  ToolError,
  visible,
  withAttributes,
  type Folder,
  type NamedSpot,
  type Stat,
} from '@mcp-reference/kit/sandbox';

/** One entry that was copied, as it was then. */
export interface CopiedEntry {
  /** The names that lead to it, its own last. */
  names: readonly string[];
  stat: Stat;
}

/** A folder's set-group-ID and sticky bits grant nothing: they say who may change its entries, and whose they become. */
export const folderMode = 0o3777;

/**
 * Gives the folders of a copy the attributes of theirs. After the content: a list that a folder passes on to new files must not
 * reach the copies.
 */
export function copyAttributesOfFolders(from: NamedSpot, to: NamedSpot, entries: readonly CopiedEntry[]): void {
  const folders = entries.filter(({ stat }) => stat.kind === 'folder').map(({ names }) => names.join('/'));
  for (const path of withAttributes(from.folder, folders)) {
    const [, ...below] = path.split('/');
    const source = open(from, below);
    const target = open(to, below);
    if (!copyFolderAttributes(source, target)) throw withoutAttributes(source.shown);
    const { mode, accessed, modified } = source.self();
    attempt(() => setFolderMode(target, mode & folderMode));
    attempt(() => setFolderTimes(target, accessed, modified));
    source.close();
    target.close();
  }
}

function open({ folder, name }: NamedSpot, below: readonly string[]): Folder {
  let at = folder.child(name);
  for (const part of below) {
    const child = at.child(part);
    at.close();
    at = child;
  }
  return at;
}

export const withoutAttributes = (shown: string): ToolError =>
  new ToolError(
    'unsupported',
    `"${visible(shown)}" has extended attributes, access control lists or marks (quarantine, tags) that could not be copied to the other file system. If they do not matter, copy it with copy_file and delete the original.`,
  );

/** Returns false if the system refuses: a file system may have no owners, times or modes. */
export function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return false;
  }
}
