import { count, grouped } from './count.ts';

export interface Listing {
  /** The whole list, or the part of it that starts at `from`. */
  lines: readonly string[];
  /** The singular noun for a line, with its plural if that is irregular. */
  noun?: string | readonly [one: string, many: string];
  /** The number of lines before the first of `lines`. */
  from?: number;
  /** The number of lines in the whole list; defaults to `from` plus the number of `lines`. */
  total?: number | undefined;
  /** More facts for the header, such as a size. */
  facts?: readonly string[];
  /**
   * Returns the cursor for the line at this index of `lines`. Without it the answer cannot be continued, and says so.
   */
  cursor?(index: number): string;
  /** True when more follows after `lines`, in a list of unknown length. */
  more?: boolean;
}

/** Characters kept free for the header's continuation. */
const reserve = 120;

/**
 * Formats a list within the budget. The first line states the facts: how many lines, or which part and how to continue.
 * @example
 * [lines 1-200 of 1,090; continue with cursor "c4k2p7m9q"]
 */
export function listing(list: Listing, budget: number): string {
  const { lines, from = 0, facts = [], noun = 'line', more = false } = list;
  const [one, many] = typeof noun === 'string' ? [noun, `${noun}s`] : noun;
  const room = budget - reserve - facts.join('; ').length;
  const { shown, cut } = fit(lines, room);
  const total = list.total ?? (more ? undefined : from + lines.length);
  const left = shown.length < lines.length || more || (total !== undefined && from + shown.length < total);
  const header = [
    from === 0 && !left
      ? count(shown.length, one, many)
      : `${many} ${grouped(from + 1)}-${grouped(from + shown.length)}${total === undefined ? '' : ` of ${grouped(total)}`}`,
    ...facts,
  ];
  if (cut > 0) header.push(`${cut} characters of the last ${one} left out`);
  if (left)
    header.push(
      list.cursor === undefined
        ? 'the rest does not fit; narrow the request'
        : `continue with cursor "${list.cursor(shown.length)}"`,
    );
  return [`[${header.join('; ')}]`, ...shown].join('\n');
}

/**
 * Returns as many lines as fit, but at least one: a single line over the budget is cut, or the same page would repeat
 * forever.
 */
function fit(lines: readonly string[], room: number): { shown: string[]; cut: number } {
  const shown: string[] = [];
  let left = room;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    shown.push(line);
  }
  const [first] = lines;
  if (shown.length > 0 || first === undefined) return { shown, cut: 0 };
  const kept = first.slice(0, Math.max(1, room - 1)).replace(/[\ud800-\udbff]$/, '');
  return { shown: [`${kept}…`], cut: first.length - kept.length };
}
