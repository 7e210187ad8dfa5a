/** One line of a hunk. Line numbers count from 1. */
export interface Line {
  kind: ' ' | '+' | '-' | '\\';
  text: string;
  old: number | undefined;
  now: number | undefined;
}

export interface Hunk {
  header: string;
  /** The name that the git server gave it for staging. */
  id: string | undefined;
  lines: Line[];
}

export interface FileDiff {
  path: string;
  /** Other facts about the file, such as a new mode or its former name. */
  notes: string[];
  hunks: Hunk[];
  added: number;
  removed: number;
}

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)$/;

/**
 * Reads unified diffs. What is a line of a hunk follows from the counts in its header, as a changed line can look like
 * any other line. Text outside of files is left out.
 */
export function parsePatch(patch: string): FileDiff[] {
  const files: FileDiff[] = [];
  let file: FileDiff | undefined;
  let hunk: Hunk | undefined;
  let [old, now, oldLeft, nowLeft] = [0, 0, 0, 0];
  const open = (path: string) => {
    file = { path, notes: [], hunks: [], added: 0, removed: 0 };
    hunk = undefined;
    files.push(file);
  };
  const lines = patch.split('\n');
  for (const [index, line] of lines.entries()) {
    const kind = line[0];
    if (hunk !== undefined && file !== undefined && (oldLeft > 0 || nowLeft > 0 || kind === '\\')) {
      const text = line.slice(1);
      if (kind === '+' && nowLeft > 0) {
        hunk.lines.push({ kind, text, old: undefined, now: now++ });
        nowLeft--;
        file.added++;
        continue;
      }
      if (kind === '-' && oldLeft > 0) {
        hunk.lines.push({ kind, text, old: old++, now: undefined });
        oldLeft--;
        file.removed++;
        continue;
      }
      if (kind === ' ' || (line === '' && index < lines.length - 1)) {
        hunk.lines.push({ kind: ' ', text, old: old++, now: now++ });
        oldLeft--;
        nowLeft--;
        continue;
      }
      if (kind === '\\') {
        hunk.lines.push({ kind, text: text.trim(), old: undefined, now: undefined });
        continue;
      }
    }
    const found = hunkHeader.exec(line);
    if (found !== null && file !== undefined) {
      const [, oldStart = '0', oldLines = '1', nowStart = '0', nowLines = '1', rest = ''] = found;
      [old, oldLeft, now, nowLeft] = [oldStart, oldLines, nowStart, nowLines].map(Number) as [
        number,
        number,
        number,
        number,
      ];
      hunk = {
        header: line.replace(/ \[hunk [0-9a-f]+\]$/, ''),
        id: /\[hunk ([0-9a-f]+)\]$/.exec(rest)?.[1],
        lines: [],
      };
      file.hunks.push(hunk);
    } else if (line.startsWith('diff --')) open(nameIn(line));
    else if (line.startsWith('--- ') && lines[index + 1]?.startsWith('+++ ') === true) {
      if (file === undefined || file.hunks.length > 0) open('');
    } else if (line.startsWith('+++ ') && file !== undefined) {
      const path = unquoted(line.slice(4).replace(/\t.*$/, ''));
      if (path !== '/dev/null') file.path = path.replace(/^b\//, '');
    } else if (file !== undefined && file.hunks.length === 0 && line !== '') file.notes.push(line);
  }
  return files;
}

/** The second name in `diff --git a/x b/x` or the only one in `diff --cc x`. */
function nameIn(line: string): string {
  const rest = line.replace(/ \(continued\)$/, '').replace(/^diff --\w+ /, '');
  const quoted = /("b\/(?:[^"\\]|\\.)*")$/.exec(rest)?.[1];
  if (quoted !== undefined) return unquoted(quoted).replace(/^b\//, '');
  // Both names are equal unless the file was renamed, which "+++" tells.
  const half = rest.slice(Math.ceil(rest.length / 2));
  if (rest.startsWith('a/') && rest === `a/${half.slice(2)} ${half}`) return half.slice(2);
  return rest.split(' b/').at(-1) ?? rest;
}

/** A name as git prints it: names with special characters are in quotation marks, with octal escapes for bytes. */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes: number[] = [];
  const escapes: Record<string, number> = { n: 10, t: 9, r: 13, '"': 34, '\\': 92 };
  for (const [part] of name.slice(1, -1).matchAll(/\\[0-7]{3}|\\.|[^\\]+/gs)) {
    if (/^\\[0-7]{3}$/.test(part)) bytes.push(Number.parseInt(part.slice(1), 8));
    else if (part.startsWith('\\')) bytes.push(escapes[part[1] ?? ''] ?? part.codePointAt(1) ?? 63);
    else bytes.push(...new TextEncoder().encode(part));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Lines of each side next to each other: a removed line and the added one that replaces it share a row. */
export function sideBySide(lines: readonly Line[]): [Line | undefined, Line | undefined][] {
  const rows: [Line | undefined, Line | undefined][] = [];
  let [removed, added]: [Line[], Line[]] = [[], []];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) rows.push([removed[i], added[i]]);
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    if (line.kind === '-') removed.push(line);
    else if (line.kind === '+') added.push(line);
    else {
      flush();
      rows.push([line, line]);
    }
  }
  flush();
  return rows;
}
