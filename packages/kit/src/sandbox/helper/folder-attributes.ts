import { spawnSync } from 'node:child_process';
import { mayWait } from './bounds.ts';
import type { Folder } from './folder.ts';

/** GNU tar: the only common program that reads and sets the attributes of a folder without its content. */
const program = '/bin/tar';
const flags = ['--xattrs', '--xattrs-include=*', '--acls', '--no-recursion'];

/** The time limit of the program, in milliseconds. */
const limit = 30_000;
const mostOutput = 256 * 1024 * 1024;

/** Bytes of a tar header, and the places of two of its fields. */
const block = 512;
const [sizeAt, typeAt] = [124, 156];

/**
 * Returns those of the folders `paths` (below `start`, with `/`) that have extended attributes or access control lists;
 * none where the system has no program that knows. Only what is returned depends on the paths: nothing is changed.
 */
export function withAttributes(start: Folder, paths: readonly string[]): string[] {
  if (process.platform !== 'linux' || paths.length === 0) return [];
  mayWait();
  const list = paths.map((path) => `./${path}\0`).join('');
  const { status, stdout } = start.within((cwd) =>
    spawnSync(program, [...flags, '-cf', '-', '--null', '--verbatim-files-from', '-T', '-'], {
      cwd,
      env: { LC_ALL: 'C' },
      input: list,
      timeout: limit,
      maxBuffer: mostOutput,
      stdio: ['pipe', 'pipe', 'ignore'],
    }),
  );
  const found = status === 0 ? attributed(stdout) : [];
  return found.length === paths.length ? paths.filter((_, index) => found[index]) : [];
}

/** Copies the attributes of one folder to another. Returns false when the target's file system refuses one. */
export function copyFolderAttributes(from: Folder, to: Folder): boolean {
  mayWait();
  const options = { env: { LC_ALL: 'C' }, timeout: limit, maxBuffer: mostOutput } as const;
  const archive = from.within((cwd) =>
    spawnSync(program, [...flags, '-cf', '-', '.'], { ...options, cwd, stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  if (archive.status !== 0) return false;
  const { status, stderr } = to.within((cwd) =>
    spawnSync(program, [...flags, '-xpf', '-'], {
      ...options,
      cwd,
      input: archive.stdout,
      stdio: ['pipe', 'ignore', 'pipe'],
    }),
  );
  // What cannot be set is only a warning for tar.
  return status === 0 && !/attr|acl/i.test(stderr.toString());
}

/** Tells for each entry of a tar archive if it has attributes in addition to its mode and times. */
function attributed(archive: Buffer): boolean[] {
  const found: boolean[] = [];
  let pending = false;
  for (let at = 0; at + block <= archive.length && archive[at] !== 0;) {
    const size = Number.parseInt(archive.toString('latin1', at + sizeAt, at + sizeAt + 12), 8) || 0;
    const type = String.fromCharCode(archive[at + typeAt] ?? 0);
    const end = at + block + Math.ceil(size / block) * block;
    if (type === 'x')
      pending = /SCHILY\.(?:xattr|acl)\./.test(archive.toString('latin1', at + block, at + block + size));
    else if (type !== 'g') {
      found.push(pending);
      pending = false;
    }
    at = end;
  }
  return found;
}
