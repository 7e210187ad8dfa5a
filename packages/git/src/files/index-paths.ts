import { ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import { leadsOut } from '../dot-git.ts';

export interface IndexPaths {
  /** Paths of other repositories in the tree (gitlinks), as base64. */
  gitlinks: string[];
}

const mostIndex = 1024 ** 3;
const gitlink = 0o160000;

/**
 * Reads the paths in an index (gitformat-index(5)). Git itself trusts them: an entry `../x` or `.git/hooks/x` is written
 * there by a checkout.
 * @throws ToolError `denied` for such an entry, `unavailable` for what is no index.
 */
export function indexPaths(fs: Confined, { gitDir }: { gitDir: string }): IndexPaths {
  const found: IndexPaths = { gitlinks: [] };
  const git = fs.folder(gitDir);
  for (const { name, kind } of git.entries())
    if (kind === 'file' && (name === 'index' || /^sharedindex\.[0-9a-f]+$/.test(name)))
      readIndex(git.open(name).readAll(mostIndex), found);
  return found;
}

function readIndex(bytes: Buffer, found: IndexPaths): void {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC') return;
  const version = bytes.readUInt32BE(4);
  const entries = bytes.readUInt32BE(8);
  const ids = idLength(bytes, version, entries);
  if (ids === undefined) return;
  eachPath(bytes, version, entries, ids, (path, mode) => {
    if (isHostile(path))
      throw new ToolError(
        'denied',
        'The index of this repository has an entry that leads out of the work tree or into ".git"; git would write there. The user can rebuild it: remove .git/index, then git reset.',
      );
    if (mode === gitlink) found.gitlinks.push(path.toString('base64'));
  });
}

/** Twenty bytes for SHA-1, 32 for SHA-256: with the wrong length the entries do not add up. */
function idLength(bytes: Buffer, version: number, entries: number): 20 | 32 | undefined {
  for (const ids of [20, 32] as const)
    if (eachPath(bytes, version, entries, ids, () => {}, Math.min(entries, 50))) return ids;
  return undefined;
}

/** Calls `take` for each path; false when the bytes are not such an index, which git says better. */
function eachPath(
  bytes: Buffer,
  version: number,
  entries: number,
  ids: number,
  take: (path: Buffer, mode: number) => void,
  most = entries,
): boolean {
  let at = 12;
  let previous: Buffer = Buffer.alloc(0);
  for (let i = 0; i < most; i++) {
    const flagsAt = at + 40 + ids;
    if (flagsAt + 4 > bytes.length) return false;
    const mode = bytes.readUInt32BE(at + 24);
    if (![0o40000, 0o100000, 0o120000, gitlink].includes(mode & 0o170000)) return false;
    const extended = version >= 3 && (bytes.readUInt16BE(flagsAt) & 0x4000) !== 0;
    const nameLength = bytes.readUInt16BE(flagsAt) & 0xfff;
    let start = flagsAt + (extended ? 4 : 2);
    let path: Buffer;
    if (version === 4) {
      const { value, end } = varint(bytes, start);
      start = end;
      const stop = bytes.indexOf(0, start);
      if (stop === -1 || value > previous.length) return false;
      path = Buffer.concat([previous.subarray(0, previous.length - value), bytes.subarray(start, stop)]);
      previous = path;
      at = stop + 1;
    } else {
      const stop = bytes.indexOf(0, start);
      if (stop === -1) return false;
      path = bytes.subarray(start, stop);
      at += (stop - at + 8) & ~7;
    }
    if (nameLength < 0xfff && nameLength !== path.length) return false;
    take(path, mode & 0o170000);
  }
  return true;
}

function varint(bytes: Buffer, at: number): { value: number; end: number } {
  let byte = bytes[at++] ?? 0;
  let value = byte & 127;
  while (byte & 128 && at < bytes.length) {
    byte = bytes[at++] ?? 0;
    value = (value + 1) * 128 + (byte & 127);
  }
  return { value, end: at };
}

/** Most paths are harmless by their bytes alone. A folder entry of a sparse index ends in a slash. */
const suspicious = /git|\/\/|^\/|(^|\/)\.{1,2}(\/|$)|\\/i;

const isHostile = (path: Buffer): boolean =>
  path.length === 0 || (suspicious.test(path.toString('latin1')) && leadsOut(path.toString().replace(/\/$/, '')));
