import { count } from '../present/text.ts';

/** A place in a list of texts: `part` of them were given whole, and `line` lines of the next one. */
export interface Place {
  part: number;
  line: number;
}

/** No part has as many lines: a statement of SQLite has at most a million bytes. */
const mostLines = 2 ** 20;

/** A place as one number, which makes a short cursor that survives a restart. */
export const placeToNumber = ({ part, line }: Place): number => part * mostLines + line;
export const numberToPlace = (position: number): Place => ({
  part: Math.floor(position / mostLines),
  line: position % mostLines,
});

/**
 * Takes as many lines as there is room for, from a place on. A part is divided only if it does not fit on one page.
 * @param room in characters
 */
export function takeParts(
  count: number,
  partAt: (index: number) => readonly string[],
  from: Place,
  room: number,
): { lines: string[]; next: Place | undefined } {
  const lines: string[] = [];
  let left = room;
  let { line } = from;
  for (let { part } = from; part < count; part++, line = 0) {
    const all = partAt(part);
    const rest = all.slice(line).map((text) => shortened(text, room / 2));
    if (line > 0) rest.unshift(`${shortened(all[0] ?? '', 300)}, continued`);
    if (sizeOf(rest) > left) {
      if (lines.length > 0) return { lines, next: { part, line } };
      const taken = fitting(rest, left);
      return { lines: rest.slice(0, taken), next: { part, line: line + taken - (line > 0 ? 1 : 0) } };
    }
    lines.push(...rest);
    left -= sizeOf(rest);
  }
  return { lines, next: undefined };
}

const sizeOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

/** The number of lines that fit, at least two, so that each page adds something. */
function fitting(lines: readonly string[], room: number): number {
  let left = room;
  let taken = 0;
  for (const line of lines) {
    if ((left -= line.length + 1) < 0 && taken >= 2) break;
    taken++;
  }
  return taken;
}

function shortened(line: string, most: number): string {
  if (line.length <= most) return line;
  const shown = line.slice(0, Math.max(0, Math.floor(most) - 60));
  return `${shown}… (${count(line.length - shown.length, 'more character')})`;
}
