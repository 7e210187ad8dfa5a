import type { Next } from '../api/link.ts';
import { pick } from './pick.ts';
import { count, facts, fenced, list, newNonce } from './text.ts';

/** Characters that are kept free for the header and the marks. */
const reserve = 400;

export interface ListOf<T> {
  items: readonly T[];
  /** What one item is called, and many of them. */
  one: string;
  many?: string;
  /** An item as its line, or as lines that stand between marks; headings among them bear the mark too. */
  line(item: T, mark: string): string;
  /** Fields that are wanted instead of the line. */
  fields?: readonly string[] | undefined;
  /** Whether lines hold texts of others that are not quoted. */
  texts?: boolean;
  next?: Next | undefined;
  total?: number | undefined;
  /** What else is to be said of the list. */
  note?: string | undefined;
  /** How it was asked for, to say how it goes on when not all of it fits. */
  page?: number | undefined;
  perPage?: number | undefined;
}

/** A list under the one line that counts it and says how it goes on. Cut between items, never inside one. */
export function listed<T extends object>(of: ListOf<T>, budget: number): string {
  const { items, one, many, line, fields, next, total, note, texts = false } = of;
  const mark = newNonce();
  const picked = fields === undefined || fields.length === 0 ? undefined : pick(items, fields);
  const lines =
    picked === undefined ? items.map((item) => line(item, mark)) : picked.items.map((item) => JSON.stringify(item));
  const shown = fitting(lines, budget - reserve);
  const cut = shown < lines.length;
  const head = facts([
    cut ? `${shown} of ${count(lines.length, one, many)} on this page` : count(lines.length, one, many),
    total !== undefined && total > lines.length && `${total.toLocaleString('en-US')} in all`,
    note,
    picked !== undefined && picked.absent.length > 0 && `no such fields: ${list(picked.absent)}`,
    cut ? `CUT at the output limit, go on with ${goOn(of, shown)}` : goesOn(next),
  ]);
  const text = lines.slice(0, shown).join('\n');
  if (text === '') return `[${head}]`;
  return `[${head}]\n${texts || picked !== undefined ? fenced(text, mark) : text}`;
}

function goesOn(next: Next | undefined): string | undefined {
  if (next?.page !== undefined) return `more with page=${next.page}`;
  return next?.after === undefined ? undefined : `more with after=${next.after}`;
}

/** How many lines fit; at least one, so that asking goes on. */
function fitting(lines: readonly string[], budget: number): number {
  let size = 0;
  for (const [index, line] of lines.entries()) {
    size += line.length + 1;
    if (size > budget) return Math.max(1, index);
  }
  return lines.length;
}

/** The page that begins where the shown items end: pages have to be smaller for that. */
function goOn({ page = 1, perPage = 30 }: Pick<ListOf<never>, 'page' | 'perPage'>, shown: number): string {
  const start = (page - 1) * perPage + shown;
  let size = Math.min(shown, perPage);
  while (start % size !== 0) size--;
  return `page=${start / size + 1} perPage=${size}`;
}
