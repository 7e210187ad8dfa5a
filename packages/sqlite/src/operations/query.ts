import { ToolError, under, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import type { ColumnDefinition } from 'better-sqlite3';
import { attach, type Attachment } from '../engine/attach.ts';
import { bind, type Params } from '../engine/bind.ts';
import { reading, type Connection } from '../engine/connection.ts';
import type { Statement } from '../engine/driver.ts';
import { keep, kept, mostKept } from '../engine/kept.ts';
import { withMaskedViews } from '../engine/masked-views.ts';
import { maskedReads } from '../engine/masked-reads.ts';
import { isMasked, readsMasked } from '../engine/masks.ts';
import { notesOf, readPage, RowWriter, type Line } from '../engine/page.ts';
import type { OnTarget } from '../engine/target.ts';
import { admitRead, changes, type Admitted } from '../gate/gate.ts';
import { addsText } from '../engine/dialects.ts';
import { count, rowCount, shownColumn, shownType } from '../present/text.ts';

export interface QueryParams extends OnTarget {
  sql: string;
  params?: Params | undefined;
  objects: boolean;
  limit: number;
  /** Characters of a value before it is cut. */
  cell: number;
  /** Other databases that the query reads. */
  attach?: readonly Attachment[] | undefined;
  /** Characters of the answer. */
  budget: number;
  /** The cursor that continues after this page, what the whole result is called, and where this page begins. */
  page: { cursor: string; result: string; skip: number; stamp?: string | undefined; by: Continued };
}

/** The tool that takes a header's cursor: the one that was called, or `query` by its name. */
export type Continued = 'more' | 'query continues';

export interface QueryResult {
  text: string;
  columns: { name: string; type: string | null }[];
  /** Rows on this page. */
  shown: number;
  more: boolean;
  /** The state of the database when the first page was read; empty if no page follows. */
  stamp: string;
}

/** Characters of the budget for the header. */
const headerRoom = 2_000;
/** A first page that took longer than this, in milliseconds, is worth keeping the rest for. */
const slow = 50;
/** The longest that is read on for that, in milliseconds. */
const longest = 2_000;

/** Times that a query starts again because the schema changed while it began. */
const mostAttempts = 5;

type Columns = readonly Pick<ColumnDefinition, 'name' | 'type'>[];

/** One page of a query's result, as text. */
export function query(fs: Confined, params: QueryParams, job: Job): QueryResult {
  const { target, limit, cell, objects } = params;
  const { cursor, result: name, skip } = params.page;
  const budget = Math.max(200, params.budget - headerRoom);
  const began = performance.now();
  const admitted = admitRead(params.sql);
  const dependsOnSchema = admitted.kind !== 'query' || isMasked(target);
  const attempt = (connection: Connection): QueryResult | undefined => {
    attach(fs, connection, params.attach ?? []);
    const statement = readable(fs, connection, admitted);
    const finish = (columns: Columns, lines: readonly Line[], more: boolean, stamp: string): QueryResult => {
      const body = lines.map(({ text }) => text).join('\n');
      const facts = [rowCount(lines.length, skip, more), columnList(columns), ...notesOf(lines, cell)];
      if (connection.note !== undefined) facts.push(connection.note);
      if (addsText(admitted.tokens))
        facts.push('+ adds numbers, and counts a text as the digits it begins with; || joins texts');
      if (more) facts.push(`${params.page.by} with cursor ${cursor}`);
      return {
        text: under(facts, body),
        columns: columns.map(({ name, type }) => ({ name, type })),
        shown: lines.length,
        more,
        stamp,
      };
    };
    const here = kept(name, skip, { limit, budget });
    if (here) return finish(statement.columns(), here.lines, here.more, params.page.stamp ?? '');
    if (params.page.stamp !== undefined && params.page.stamp !== connection.stamp())
      throw new ToolError(
        'conflict',
        'The database changed since the first page, so the rest would not match it. Run the query again without the cursor.',
      );
    const stamp = connection.stampBefore();
    const rows = statement.iterate(...bind(admitted.tokens, params.params)) as IterableIterator<readonly unknown[]>;
    let open = true;
    try {
      let step = rows.next();
      // Another program can change the schema between preparing and the first row; while rows are read it cannot. Then SQLite
      // prepares the statement again by itself, except where the schema was read for it as it was prepared.
      if (dependsOnSchema && connection.refresh()) return undefined;
      const columns = statement.columns();
      const writer = new RowWriter(columns, { objects, cell });
      for (let skipped = 0; skipped < skip && !step.done; skipped++) step = rows.next();
      const page = readPage(rows, writer, { limit, budget }, step);
      const took = performance.now() - began;
      const result = finish(columns, page.lines, !page.ended, page.ended ? '' : stamp());
      if (page.first !== undefined && took > slow) {
        const { first } = page;
        open = false;
        job.afterwards(() =>
          readOn(rows, writer, {
            first,
            budget,
            until: performance.now() + Math.min(took, longest),
            name,
            from: skip + page.lines.length,
          }),
        );
      }
      return result;
    } finally {
      if (open) rows.return?.();
    }
  };
  return reading(
    fs,
    target,
    (connection) => {
      for (let n = 0; n < mostAttempts; n++) {
        const result = attempt(connection);
        if (result) return result;
      }
      throw new ToolError('unavailable', 'Another program keeps changing the schema; try again.');
    },
    admitted.tokens,
    isMasked(target),
  );
}

/** The columns with their types, or as many as there is room for. */
function columnList(columns: Columns): string {
  const shown = columns.map(({ name, type }) =>
    type === null ? shownColumn(name) : `${shownColumn(name)} ${shownType(type)}`,
  );
  let room = headerRoom / 2;
  const fitting = shown.findIndex((text) => (room -= text.length + 2) < 0);
  if (fitting === -1) return shown.join(', ');
  const kept = Math.max(1, fitting);
  return `${shown
    .slice(0, kept)
    .join(', ')
    .slice(0, headerRoom / 2)}, … ${count(shown.length - kept, 'more column')}`;
}

/** The statement, if SQLite says as well that it only reads and answers rows. Masked values are replaced. */
export function readable(fs: Confined, connection: Connection, admitted: Admitted): Statement {
  const { sql, kind } = admitted;
  if (maskedReads(connection.db, admitted, connection.target).length > 0)
    return withoutMasked(withMaskedViews(fs, connection), admitted);
  const statement = connection.prepare(sql);
  // SQLite calls the question for the journal mode a change.
  if (!statement.readonly && kind !== 'pragma') throw changes();
  if (!statement.reader) throw new ToolError('invalid', 'This statement returns no rows.');
  return statement.raw(true).safeIntegers(true);
}

function withoutMasked(connection: Connection, admitted: Admitted): Statement {
  const found = maskedReads(connection.db, admitted, connection.target);
  const statement = connection.prepare(admitted.sql);
  if (found.length > 0 || !statement.readonly) throw readsMasked(found);
  return statement.raw(true).safeIntegers(true);
}

/** Reads the rows after a page once the page is sent, and keeps them. */
function readOn(
  rows: Iterator<readonly unknown[]>,
  writer: RowWriter,
  { first, budget, until, name, from }: { first: Line; budget: number; until: number; name: string; from: number },
): void {
  const lines = [first];
  let characters = first.text.length;
  let ended = false;
  try {
    while (lines.length < mostKept.lines && characters < mostKept.characters && performance.now() < until) {
      const step = rows.next();
      if (step.done) {
        ended = true;
        break;
      }
      const line = writer.write(step.value, budget);
      lines.push(line);
      characters += line.text.length;
    }
  } finally {
    rows.return?.();
  }
  keep(name, from, lines, ended);
}
