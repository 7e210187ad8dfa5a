import { PageRoom, under, type Call } from '@mcp-reference/kit';
import type { Next } from '../api/link.ts';
import { pick } from './pick.ts';
import { count, cursorAt, cutText, facts, fenced, list, newNonce, offsetIn } from './text.ts';

/** Characters that are kept free for the header and the marks. */
const reserve = 500;

export interface ListOf<T> {
  items: readonly T[];
  /** The noun for one item, and for many. */
  one: string;
  many?: string;
  /** An item as its line, or as lines between marks; headings among them carry the mark too. */
  line(item: T, mark: string): string;
  /** An item as data, for programs and views. */
  record?(item: T): object;
  /** Fields that are wanted instead of the line. */
  fields?: readonly string[] | undefined;
  /** True if lines hold texts of others that are not quoted. */
  texts?: boolean;
  next?: Next | undefined;
  total?: number | undefined;
  /** Number of the last page, where GitHub says it. */
  last?: number | undefined;
  /** Anything else that the header says. */
  note?: string | undefined;
  /** Cursors of GitHub that the tool takes as `after`: no others (absent), also beside pages, or only cursors. */
  cursor?: 'also' | 'only' | undefined;
  /** The page that was asked for, to say how the list continues when not all of it fits. */
  page?: number | undefined;
  perPage?: number | undefined;
  /** The cursor that it was asked with; one of the form @1000 continues inside the first item. */
  after?: string | undefined;
}

/** A list under one line that counts it and says how it continues. Cut between items; inside one only if it alone is too long. */
export function listed<T extends object>(of: ListOf<T>, budget: number, data?: Call['data']): string {
  const { items, one, many, line, fields, next, total, note, last, texts = false } = of;
  const mark = newNonce();
  const picked = fields === undefined || fields.length === 0 ? undefined : pick(items, fields);
  const lines =
    picked === undefined
      ? linesOf(items, (item) => line(item, mark), one)
      : picked.items.map((item) => JSON.stringify(item));
  const inside = of.after?.startsWith('@') ? of.after : undefined;
  const most = Math.max(budget - reserve, 200);
  const shown = inside === undefined ? fitting(lines, most) : 1;
  const start = offsetIn(inside, lines[0]?.length ?? 0);
  const part =
    shown === 1 && (start > 0 || (lines[0]?.length ?? 0) > most)
      ? cutText((lines[0] ?? '').slice(start), most)
      : undefined;
  const end = part === undefined ? undefined : start + part.length;
  const isCutInside = end !== undefined && end < (lines[0]?.length ?? 0);
  const cut = shown < lines.length || isCutInside;
  const head = facts([
    shown < lines.length
      ? `${shown} of ${count(lines.length, one, many)} on this page`
      : count(lines.length, one, many),
    total !== undefined && total > lines.length && `${total.toLocaleString('en-US')} in all`,
    last !== undefined && last > (next?.page ?? last) && `last page=${last}`,
    note,
    items.length === 0 && (of.page ?? 1) > 1 && `page ${of.page} is past the end`,
    picked !== undefined && picked.absent.length > 0 && `no such fields: ${list(picked.absent)}`,
    isCutInside
      ? `CUT inside the ${one} after ${end.toLocaleString('en-US')} of ${(lines[0]?.length ?? 0).toLocaleString('en-US')} characters, continue with ${goOn(of, 0, 1)} after=${cursorAt(end)}`
      : cut
        ? `CUT at the output limit, ${continued(of, start > 0 ? 1 : shown)}`
        : goesOn(of),
  ]);
  if (data !== undefined) {
    const records = picked?.items ?? items.map((item) => of.record?.(item) ?? {});
    const on =
      next && (of.cursor !== undefined && next.after !== undefined ? { after: next.after } : { page: next.page });
    data({ kind: one, items: records.slice(0, shown), ...(on !== undefined && { next: on }) });
  }
  const text = part ?? lines.slice(0, shown).join('\n');
  const isFenced = text !== '' && (texts || picked !== undefined || part !== undefined);
  return under([head], isFenced ? fenced(text, mark) : text);
}

/** A part that GitHub leaves out of one item does not hide the others. If no item can be shown, the error remains. */
function linesOf<T>(items: readonly T[], line: (item: T) => string, one: string): string[] {
  const errors: TypeError[] = [];
  const lines = items.map((item) => {
    try {
      return line(item);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      errors.push(error);
      return `[one ${one} cannot be shown: GitHub left out a part of it; fields shows the rest]`;
    }
  });
  // The last error: what was read last says which part is missing.
  const error = errors.at(-1);
  if (error !== undefined && errors.length === lines.length) throw error;
  return lines;
}

function goesOn({ next, cursor, page = 1 }: Pick<ListOf<never>, 'next' | 'cursor' | 'page'>): string | undefined {
  if (next === undefined) return undefined;
  if (cursor !== undefined && next.after !== undefined) return `more with after=${next.after}`;
  return `more with page=${next.page ?? page + 1}`;
}

/** The number of lines that fit; at least one, so that every call makes progress. */
function fitting(lines: readonly string[], budget: number): number {
  const room = new PageRoom({ budget });
  const end = lines.findIndex((line) => !room.takes(line.length));
  return end === -1 ? lines.length : end;
}

/** Lists that have cursors cannot start in the middle of a page: the page is asked for again, smaller. */
function continued(of: Pick<ListOf<never>, 'page' | 'perPage' | 'after' | 'next' | 'cursor'>, shown: number): string {
  const byCursor = of.cursor === 'only' || (of.cursor === 'also' && of.page === undefined);
  if (byCursor && !of.after?.startsWith('@'))
    return `ask again with ${of.after === undefined ? '' : `after=${of.after} and `}perPage=${shown} for a page that fits`;
  return `continue with ${goOn(of, shown)}`;
}

/** The page that begins where the shown items end: pages have to be smaller for that. */
function goOn(
  { page = 1, perPage = 30 }: Pick<ListOf<never>, 'page' | 'perPage'>,
  shown: number,
  least = shown,
): string {
  const start = (page - 1) * perPage + shown;
  let size = Math.max(1, Math.min(least, perPage));
  while (start % size !== 0) size--;
  return `page=${start / size + 1} perPage=${size}`;
}
