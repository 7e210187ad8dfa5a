import { PageRoom, ToolError, under, type Confined } from '@mcp-reference/kit/sandbox';
import { connect } from '../engine/connection.ts';
import type { Db } from '../engine/driver.ts';
import { encode, nothingSeen } from '../present/encode.ts';
import { explained } from '../engine/failures.ts';
import { isMasked, maskedIn } from '../engine/masks.ts';
import { tableOf, tables, type Column, type Table } from '../engine/schema.ts';
import type { OnTarget } from '../engine/target.ts';
import { fold, likePattern, placeOf } from '../present/fold.ts';
import { count, plainText, quoteName, shownName, shownText } from '../present/text.ts';

export interface SearchParams extends OnTarget {
  text: string;
  table: string | undefined;
  limit: number;
  budget: number;
}

/** Words around a match. */
const around = 12;
/** Characters around a match, where there is no full-text index. */
const context = 60;

/** Looks for words in full-text tables, and for the text as it is in all others. */
export function* search(
  fs: Confined,
  { target, text, table, limit, budget }: SearchParams,
  job: { overdue(): boolean },
): Generator<undefined, string> {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) throw new ToolError('invalid', 'The text to search for is empty.');
  const { db } = connect(fs, target, 'reader');
  try {
    const hidden = new Set((target.hidden ?? []).map((name) => name.toLowerCase()));
    const among = (table === undefined ? tables(db) : [tableOf(db, table)])
      // A view, or an index over the content of a table, may show masked columns under other names.
      .filter(({ kind }) => (table !== undefined && !isMasked(target)) || kind !== 'view')
      .filter(
        ({ name, kind }) =>
          (table !== undefined || !hidden.has(name.toLowerCase())) && !(isMasked(target) && kind === 'virtual table'),
      )
      .map((one) => ({
        ...one,
        columns: one.columns.filter((column) => !maskedIn(target, one.name).has(column.name.toLowerCase())),
      }));
    const lines: string[] = [];
    const room = new PageRoom({ limit, budget }, 500);
    const failed: string[] = [];
    let searched = 0;
    let full = false;
    for (const one of among) {
      if (job.overdue()) break;
      let found: string[];
      try {
        if (one.broken !== undefined) throw new Error(one.broken);
        found = isFullText(one) ? byWords(db, one, words, limit + 1) : byText(db, one, text, limit + 1);
      } catch (error) {
        // One table that cannot be read must not hide what the others hold.
        const reason = explained(error, target.name, {
          db,
          tokens: [{ kind: 'id', start: 0, end: 0, text: one.name, word: '' }],
        });
        failed.push(
          `not searched: ${shownName(one.name)}: ${shownText(reason instanceof Error ? reason.message : String(reason), 400)}`,
        );
        continue;
      }
      for (const line of found) {
        if (!room.takes(line.length)) {
          full = true;
          break;
        }
        lines.push(line);
      }
      searched++;
      yield;
      if (full) break;
    }
    const facts = [`${count(lines.length, 'match', 'matches')} in ${count(searched, 'table')} searched`];
    if (full) facts.push('there are more: give a table_name or a longer text');
    const late = among.length - searched - failed.length;
    if (!full && late > 0) facts.push(`${count(late, 'table')} not searched: the time was over`);
    if (failed.length > 0) facts.push(`${count(failed.length, 'table')} could not be searched, see below`);
    return under(facts, [...lines, ...failed]);
  } catch (error) {
    throw explained(error, target.name);
  }
}

const isFullText = ({ sql }: Table) => /\bUSING\s+fts5\b/i.test(sql);

/** Every word in quotes: no text of a user can be an error, or mean an operator. */
function byWords(db: Db, { name }: Table, words: readonly string[], limit: number): string[] {
  const query = words.map((word) => `"${word.replaceAll('"', '""')}"`).join(' ');
  const table = quoteName(name);
  const rows = db
    .prepare<[number, string, number], { id: bigint; part: string | null }>(
      `SELECT rowid AS id, snippet(${table}, -1, '«', '»', '…', ?) AS part FROM main.${table} WHERE ${table} MATCH ? ORDER BY rank LIMIT ?`,
    )
    .safeIntegers(true)
    .all(around, query, limit);
  return rows.map(({ id, part }) => `${shownName(name)} rowid ${id}: ${encode(part, 1_000, nothingSeen())}`);
}

interface Hit {
  key: bigint | string | null;
  [column: string]: unknown;
}

/** Columns that one statement looks at: SQLite limits the depth of an expression. */
const mostColumns = 500;

function byText(db: Db, table: Table, text: string, limit: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < table.columns.length && lines.length < limit; at += mostColumns)
    lines.push(...inColumns(db, table, table.columns.slice(at, at + mostColumns), text, limit - lines.length));
  return lines;
}

/** The declared type does not count: a column of BLOBs can hold texts. */
function inColumns(db: Db, table: Table, columns: readonly Column[], text: string, limit: number): string[] {
  const wanted = fold(text);
  const matches = columns.map(
    ({ name }) => `typeof(${quoteName(name)}) <> 'blob' AND ${quoteName(name)} LIKE ?1 ESCAPE '\\'`,
  );
  const hasRowid =
    table.kind === 'table' && !table.withoutRowid && !table.columns.some(({ name }) => name.toLowerCase() === 'rowid');
  const keys = table.columns.filter(({ key }) => key > 0).map(({ name }) => quoteName(name));
  const key = hasRowid ? 'rowid' : keys.length > 0 ? keys.join(` || ', ' || `) : 'NULL';
  const rows = db
    .prepare<[Record<string, unknown>], Hit>(
      `SELECT ${key} AS key, ${columns.map(({ name }, index) => `CASE WHEN ${matches[index]} THEN ${quoteName(name)} END AS c${index}`).join(', ')}
        FROM main.${quoteName(table.name)} NOT INDEXED WHERE ${matches.join(' OR ')}`,
    )
    .safeIntegers(true)
    .iterate({ 1: likePattern(text) });
  const lines: string[] = [];
  for (const row of rows) {
    const hits = columns.flatMap(({ name }, index) => {
      const value = row[`c${index}`];
      if (value === null || value instanceof Uint8Array) return [];
      const found = plainText(value);
      return fold(found).includes(wanted)
        ? [`${shownName(name)} ${encode(excerpt(found, text), 1_000, nothingSeen())}`]
        : [];
    });
    if (hits.length === 0) continue;
    const where = row.key === null ? '' : ` ${hasRowid ? 'rowid' : 'key'} ${shownText(String(row.key), 200)}`;
    lines.push(`${shownName(table.name)}${where}: ${hits.join(', ')}`);
    if (lines.length >= limit) break;
  }
  return lines;
}

/** The text around the first match. */
function excerpt(value: string, text: string): string {
  const at = placeOf(value, text);
  if (at === -1 || value.length <= 2 * context + text.length) return value.slice(0, 2 * context + text.length);
  const start = Math.max(0, at - context);
  const end = Math.min(value.length, at + text.length + context);
  return `${start > 0 ? '…' : ''}${value.slice(start, end)}${end < value.length ? '…' : ''}`;
}
