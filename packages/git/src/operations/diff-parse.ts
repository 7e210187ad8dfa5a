import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { listedPath, type TreePath } from '../git/paths.ts';

/** One changed file of a comparison. */
export interface Entry {
  /** `A`, `C`, `D`, `M`, `R`, `T` (type), `U` (conflict), as git-diff(1) has them. */
  status: string;
  path: TreePath;
  from?: TreePath;
  modes: [old: string, now: string];
  oids: [old: string, now: string];
  /** Lines; undefined for a binary file. */
  added?: number;
  removed?: number;
  binary: boolean;
}

export interface Hunk {
  /** Everything from `@@` on, each line with its end. */
  text: string;
  /** The same, byte for byte. */
  bytes: Buffer;
  /** Names it for staging: a hash of the path and its lines. Equal hunks of a file have their place in it as well. */
  id: string;
  /** The hash with the place, which names this hunk also when no other is like it. */
  placedId: string;
  /** Line numbers from the `@@` line. */
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
}

export interface FilePatch {
  /** The lines before the first hunk, without those that only programs need. */
  header: string;
  /** All lines before the first hunk, byte for byte. */
  headerBytes: Buffer;
  hunks: Hunk[];
}

export interface Comparison {
  entries: Entry[];
  /** Patches by the path of their entry, in latin1; complete only as far as the output was. */
  patches: Map<string, FilePatch>;
}

export const pathKey = (path: Buffer): string => path.toString('latin1');

/**
 * Reads what `git diff -z --raw --numstat --patch` prints: two lists, then text. A section belongs to the next entry that its first
 * line names: git prints none for a file in which only white space, or only its time, has changed.
 * @param anchor The side whose line numbers stay as they are while hunks are staged or unstaged.
 */
export function parseComparison(output: Buffer, anchor: 'old' | 'new' = 'new'): Comparison {
  const { entries, end } = parseLists(output);
  const patches = new Map<string, FilePatch>();
  const sections = sectionsOf(output.subarray(end));
  let next = 0;
  for (const section of sections) {
    const title = section.toString('latin1', 0, section.indexOf(10));
    const found = entries.findIndex((entry, i) => i >= next && titlesOf(entry).includes(title));
    if (found === -1) continue;
    next = found;
    const entry = entries[next];
    if (entry === undefined) break;
    const key = pathKey(entry.path);
    const patch = parseSection(section, key, anchor);
    const earlier = patches.get(key);
    // git prints a type change as a removal and an addition: two sections of one entry.
    if (earlier)
      earlier.hunks.push(
        {
          text: patch.header,
          bytes: patch.headerBytes,
          id: '',
          placedId: '',
          oldStart: 0,
          oldLines: 0,
          newStart: 0,
          newLines: 0,
        },
        ...patch.hunks,
      );
    else patches.set(key, patch);
    if (entry.status !== 'T' || earlier) next++;
  }
  return { entries, patches };
}

/** The first lines that a section of this entry can have. */
function titlesOf({ path, from = path, status }: Entry): string[] {
  const [old, now] = [quoted(`a/${pathKey(from)}`), quoted(`b/${pathKey(path)}`)];
  return status === 'U'
    ? [`diff --cc ${quoted(pathKey(path))}`, `diff --combined ${quoted(pathKey(path))}`]
    : [`diff --git ${old} ${now}`];
}

const escapes: Readonly<Record<string, string>> = {
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '"': '"',
  '\\': '\\',
};

/** A name as git writes it in a patch while core.quotePath is off. One character for each byte. */
const quoted = (name: string): string =>
  // oxlint-disable-next-line no-control-regex -- exactly the bytes that git quotes
  /[\x00-\x1f"\\\x7f]/.test(name)
    ? // oxlint-disable-next-line no-control-regex -- exactly the bytes that git quotes
      `"${name.replaceAll(/[\x00-\x1f"\\\x7f]/g, (byte) => `\\${escapes[byte] ?? byte.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`
    : name;

function parseLists(output: Buffer): { entries: Entry[]; end: number } {
  const entries: Entry[] = [];
  const byPath = new Map<string, Entry>();
  let at = 0;
  const record = (): Buffer => {
    const end = output.indexOf(0, at);
    const found = output.subarray(at, end === -1 ? output.length : end);
    at = end === -1 ? output.length : end + 1;
    return found;
  };
  while (output[at] === 58) {
    // With two colons git lists a file in conflict, with a mode and an id for each side.
    if (output[at + 1] === 58) {
      record();
      const path = listedPath(record());
      const unmerged = ['0'.repeat(6), '0'.repeat(6)] satisfies [string, string];
      const entry: Entry = { status: 'U', path, modes: unmerged, oids: ['', ''], binary: false };
      if (!byPath.has(pathKey(path))) entries.push(entry);
      byPath.set(pathKey(path), byPath.get(pathKey(path)) ?? entry);
      continue;
    }
    const [oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = record()
      .toString('latin1')
      .slice(1)
      .split(' ');
    const first = listedPath(record());
    const letter = status[0] ?? 'X';
    const second = letter === 'R' || letter === 'C' ? listedPath(record()) : undefined;
    const entry: Entry = {
      status: letter,
      path: second ?? first,
      ...(second && { from: first }),
      modes: [oldMode, newMode],
      oids: [oldOid, newOid],
      binary: false,
    };
    const key = pathKey(entry.path);
    const known = byPath.get(key);
    // A file in conflict is listed again with what the work tree has; once is enough.
    if (known?.status === 'U') continue;
    byPath.set(key, entry);
    entries.push(entry);
  }
  for (;;) {
    const numbers = /^(\d+|-)\t(\d+|-)\t/.exec(output.toString('latin1', at, at + 40));
    if (numbers === null) break;
    let path = record().subarray(numbers[0].length);
    if (path.length === 0) {
      record();
      path = record();
    }
    const entry = byPath.get(pathKey(path));
    if (entry === undefined) continue;
    if (numbers[1] === '-') entry.binary = true;
    else {
      entry.added = (entry.added ?? 0) + Number(numbers[1]);
      entry.removed = (entry.removed ?? 0) + Number(numbers[2]);
    }
  }
  if (output[at] === 0) at++;
  return { entries, end: at };
}

/** No line of a hunk begins with "diff": only headers do. */
export function sectionsOf(patch: Buffer): Buffer[] {
  const sections: Buffer[] = [];
  const mark = Buffer.from('\ndiff --');
  let start = patch.indexOf('diff --');
  while (start !== -1 && start < patch.length) {
    const end = patch.indexOf(mark, start);
    sections.push(patch.subarray(start, end === -1 ? patch.length : end + 1));
    start = end === -1 ? -1 : end + 1;
  }
  return sections;
}

export function parseSection(section: Buffer, key: string, anchor: 'old' | 'new'): FilePatch {
  // In latin1 a position in the text is one in the bytes. A lone carriage return ends no line, so "^" would be wrong.
  const raw = section.toString('latin1');
  const starts = [...raw.matchAll(/(?<=\n)@@+ /g)].map(({ index }) => index);
  const encoding = isUtf8(section) ? 'utf8' : 'latin1';
  const headerBytes = section.subarray(0, starts[0] ?? section.length);
  const header = headerBytes
    .toString(encoding)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('index ') && !line.startsWith('similarity index'))
    .join('\n');
  const hunks = starts.map((start, i): Hunk => {
    const bytes = section.subarray(start, starts[i + 1] ?? section.length);
    const text = bytes.toString(encoding);
    const [, oldStart = '0', oldLines = '1', newStart = '0', newLines = '1'] =
      /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text) ?? [];
    const range = {
      oldStart: Number(oldStart),
      oldLines: Number(oldLines),
      newStart: Number(newStart),
      newLines: Number(newLines),
    };
    const body = bytes.toString('latin1');
    const placedId = hunkId(`${key}\0${anchor === 'new' ? newStart : oldStart}`, body);
    return { text, bytes, id: hunkId(key, body), placedId, ...range };
  });
  const alike = new Map<string, number>();
  for (const { id } of hunks) alike.set(id, (alike.get(id) ?? 0) + 1);
  for (const hunk of hunks) if ((alike.get(hunk.id) ?? 0) > 1) hunk.id = hunk.placedId;
  return { header: `${header}\n`, headerBytes, hunks };
}

export const hunkId = (key: string, hunk: string): string =>
  createHash('sha256')
    .update(key)
    .update('\0')
    .update(hunk.slice(hunk.indexOf('\n') + 1))
    .digest('hex')
    .slice(0, 8);
