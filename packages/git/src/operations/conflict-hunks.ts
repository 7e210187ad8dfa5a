/** One place of a file that both sides changed, between its markers. Lines keep their ends. */
export interface ConflictHunk {
  /** The line of the first marker and of the last, 1-based. */
  from: number;
  to: number;
  ours: string[];
  /** Only where the markers have it (merge.conflictStyle diff3). */
  base: string[] | undefined;
  theirs: string[];
}

export interface ConflictText {
  lines: string[];
  hunks: ConflictHunk[];
}

export const sides = ['ours', 'theirs', 'both', 'base', 'keep'] as const;
export type Side = (typeof sides)[number];

const begins = (line: string, mark: string): boolean => {
  const bare = line.replace(/\r?\n$/, '');
  return bare === mark || bare.startsWith(`${mark} `);
};

/** Finds the conflicts in a file as git wrote it. What is no complete conflict stays text. */
export function conflictHunks(text: string): ConflictText {
  const lines = text.split(/(?<=\n)/);
  const hunks: ConflictHunk[] = [];
  let open:
    | { from: number; part: 'ours' | 'base' | 'theirs'; ours: string[]; base?: string[]; theirs: string[] }
    | undefined;
  for (const [i, line] of lines.entries()) {
    if (begins(line, '<'.repeat(7))) open = { from: i + 1, part: 'ours', ours: [], theirs: [] };
    else if (open === undefined) continue;
    else if (open.part === 'ours' && begins(line, '|'.repeat(7))) [open.part, open.base] = ['base', []];
    else if (open.part !== 'theirs' && begins(line, '='.repeat(7))) open.part = 'theirs';
    else if (open.part === 'theirs' && begins(line, '>'.repeat(7))) {
      hunks.push({ from: open.from, to: i + 1, ours: open.ours, base: open.base, theirs: open.theirs });
      open = undefined;
    } else if (open.part === 'base') open.base?.push(line);
    else open[open.part].push(line);
  }
  return { lines, hunks };
}

/** The file with one side for each hunk, in their order; `keep` leaves the markers. */
export function takeSides({ lines, hunks }: ConflictText, taken: readonly Side[]): string {
  const out: string[] = [];
  let at = 0;
  for (const [i, hunk] of hunks.entries()) {
    out.push(...lines.slice(at, hunk.from - 1), ...sideOf(hunk, taken[i] ?? 'keep', lines));
    at = hunk.to;
  }
  out.push(...lines.slice(at));
  return out.join('');
}

function sideOf({ from, to, ours, base, theirs }: ConflictHunk, side: Side, lines: readonly string[]): string[] {
  if (side === 'ours') return ours;
  if (side === 'theirs') return theirs;
  if (side === 'both') return [...ours, ...theirs];
  if (side === 'base') return base ?? [];
  return lines.slice(from - 1, to);
}

/** Each hunk with its markers and some lines around it. */
export function showHunks({ lines, hunks }: ConflictText, around: number): string[] {
  return hunks.map(({ from, to }, i) => {
    const before = Math.max(hunks[i - 1]?.to ?? 0, from - 1 - around);
    const after = Math.min((hunks[i + 1]?.from ?? lines.length + 1) - 1, to + around);
    return `@@ hunk ${i + 1} of ${hunks.length}, lines ${from}-${to} @@\n${lines.slice(before, after).join('').replace(/\n$/, '')}`;
  });
}
