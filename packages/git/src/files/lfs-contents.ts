import { createHash } from 'node:crypto';
import { PendingFile, type Confined, type Folder, ToolError } from '@mcp-reference/kit/sandbox';

/** A file that Git LFS keeps outside of git's own objects. */
export interface LfsContent {
  /** SHA-256, 64 hexadecimal digits. */
  oid: string;
  size: number;
}

const chunk = 1024 * 1024;

/**
 * Copies contents of Git LFS from one git directory to another on this computer. `check` only looks whether that is possible.
 * @returns The ids of those that neither has whole.
 */
export function sendContents(
  fs: Confined,
  { from, to, contents, check }: { from: string; to: string; contents: readonly LfsContent[]; check: boolean },
): { missing: string[]; sent: number } {
  const missing: string[] = [];
  let sent = 0;
  for (const content of contents) {
    if (fileOf(fs, to, content) !== undefined) continue;
    const source = fileOf(fs, from, content);
    if (source !== undefined && (check || copied(fs, source, to, content))) sent++;
    else missing.push(content.oid);
  }
  return { missing, sent };
}

const folderOf = (gitDir: string, oid: string): string => `${gitDir}/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}`;

/** The folder of a content that is there with its whole length, not behind a link. */
function fileOf(fs: Confined, gitDir: string, { oid, size }: LfsContent): Folder | undefined {
  try {
    const folder = fs.folder(folderOf(gitDir, oid));
    const stat = folder.find(oid);
    if (folder.path === folderOf(gitDir, oid) && stat?.kind === 'file' && stat.size === size) return folder;
    folder.close();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
  return undefined;
}

function copied(fs: Confined, from: Folder, gitDir: string, { oid, size }: LfsContent): boolean {
  const target = folderOf(gitDir, oid);
  fs.makeFolders(target);
  const folder = fs.folder(target);
  if (folder.path !== target)
    throw new ToolError(
      'denied',
      'The storage of Git LFS in the repository that would be pushed to is reached by a link.',
    );
  const source = from.open(oid);
  const pending = new PendingFile(folder, oid, 0o666);
  const hash = createHash('sha256');
  try {
    for (let at = 0; at < size; at += chunk) {
      const bytes = source.read(at, Math.min(chunk, size - at));
      hash.update(bytes);
      pending.write(bytes);
    }
    if (hash.digest('hex') !== oid) return false;
    pending.publish();
    return true;
  } finally {
    pending.discard();
    source.close();
    folder.close();
  }
}
