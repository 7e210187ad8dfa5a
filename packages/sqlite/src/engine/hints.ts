import type { Token } from '../gate/tokens.ts';
import { meant, nameList, shownName } from '../present/text.ts';
import { shapeOf } from './catalogue.ts';
import { functionAdvice, syntaxAdvice, tableAdvice, wordAdvice } from './dialects.ts';
import type { Failed } from './failures.ts';

/** A sentence that helps with an error of SQLite's, with a space before it; empty if nothing useful is known. */
export function hintFor(message: string, code: string, failed: Failed): string {
  const column = /^no such column: (.*?)(?: - should this be.*)?$/s.exec(message)?.[1];
  if (column !== undefined) return columnHint(column, failed);
  const table = /^no such table: (?:main\.)?(.*)$/s.exec(message)?.[1];
  if (table !== undefined) return tableHint(table, failed);
  const called = /^no such function: (.*)$/s.exec(message)?.[1];
  if (called !== undefined) return functionHint(called, failed);
  const collation = /^no such collation sequence: (.*)$/s.exec(message)?.[1];
  if (collation !== undefined)
    return ` ${shownName(collation)} was defined by the program that made the database. What works without it: "FROM table NOT INDEXED" for counting, COLLATE BINARY on columns that are compared or sorted, and SELECT of all rows.`;
  const arity = /^wrong number of arguments to function (.*)\(\)$/s.exec(message)?.[1];
  if (arity !== undefined) return arityHint(arity, failed);
  const unknown = /^table (.*) has no column named (.*)$/s.exec(message);
  if (unknown) return namesOf(failed, unknown[1] ?? '', unknown[2] ?? '');
  if (code === 'SQLITE_CORRUPT_VTAB') return rebuildHint(failed);
  if (/^error in (view|trigger) /.test(message))
    return ' To rebuild a table that views use, call execute with foreign_keys: "off".';
  if (/^near "|^unrecognized token|^incomplete input|syntax error/.test(message)) return syntaxHint(failed);
  return '';
}

function columnHint(column: string, failed: Failed): string {
  const text = column.replace(/^"|"$/g, '');
  const dialect = column.startsWith('"') ? undefined : foreignColumn(text, failed);
  if (dialect !== undefined) return ` ${dialect}`;
  if (!mentions(failed.tokens, text)) return elsewhereHint(column, failed);
  if (column.startsWith('"') || failed.tokens.some((token) => token.kind === 'name' && token.text === text)) {
    const alike = meant(
      text,
      columnsOf(failed).map(({ column: one }) => one),
    );
    return ` Double quotes name columns; write '${text.replaceAll("'", "''")}' for a text.${alike}`;
  }
  const wanted = text.includes('.') ? text.slice(text.lastIndexOf('.') + 1) : text;
  const known = columnsOf(failed);
  if (known.length === 0) return '';
  const alike = meant(wanted, [...new Set(known.map(({ column: one }) => one))]);
  const tables = [...new Set(known.map(({ table }) => table))];
  const lists = tables
    .slice(0, 4)
    .map(
      (table) =>
        `${shownName(table, 80)} has ${nameList(known.filter((one) => one.table === table).map((one) => one.column))}`,
    );
  return `${alike} ${lists.join('; ')}.`;
}

/** A name that the caller did not write comes from a trigger or a view. */
function elsewhereHint(column: string, { db, tokens }: Failed): string {
  const name = column.replace(/^"|"$/g, '');
  const objects = db
    .prepare<[], { type: string; name: string; tbl_name: string; sql: string }>(
      `SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') AND sql IS NOT NULL`,
    )
    .all()
    .filter(({ sql }) => sql.includes(name));
  const found = objects.find(({ tbl_name }) => mentions(tokens, tbl_name)) ?? objects[0];
  if (found === undefined) return '';
  const what = `The ${found.type} ${shownName(found.name, 80)}${found.type === 'trigger' ? ` of ${shownName(found.tbl_name, 80)}` : ''}`;
  const quoted = found.sql.includes(`"${name}"`);
  return ` ${what} is the cause, not your statement: it ${quoted ? `writes a text as "${name}", where SQLite wants single quotes` : 'names a column that does not exist'}. Drop it and create it again corrected; describe_table shows its SQL.`;
}

function tableHint(table: string, { db, tokens }: Failed): string {
  const names = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY name`,
    )
    .pluck()
    .all();
  const isText = tokens.some(({ kind, text }) => kind === 'string' && text === table);
  const dialect = tableAdvice(table) ?? (isText ? foreignFunction({ tokens }) : undefined);
  if (dialect !== undefined) return ` ${dialect}`;
  const cause = mentions(tokens, table) ? '' : ' A view or trigger names it, not your statement.';
  const alike = meant(table.includes('.') ? table.slice(table.lastIndexOf('.') + 1) : table, names);
  return `${cause}${alike === '' ? ` Tables: ${nameList(names)}.` : alike}`;
}

function functionHint(called: string, { db }: Failed): string {
  const dialect = functionAdvice(called);
  if (dialect !== undefined) return ` ${dialect}`;
  const names = db.prepare<[], string>('SELECT DISTINCT name FROM pragma_function_list').pluck().all();
  const alike = meant(called, names);
  return alike === '' ? ' PRAGMA function_list lists the functions that exist.' : alike;
}

const foreignColumn = (name: string, { tokens }: Failed): string | undefined =>
  wordAdvice(name, {
    beforeText: tokens.some(
      ({ kind, text }, index) => text === name && kind === 'id' && tokens[index + 1]?.kind === 'string',
    ),
  }) ?? foreignFunction({ tokens });

/** Advice on a function of another dialect, whose arguments SQLite stumbled over. */
const foreignFunction = ({ tokens }: Pick<Failed, 'tokens'>): string | undefined =>
  tokens
    .filter(({ kind }, index) => kind === 'id' && tokens[index + 1]?.text === '(')
    .map(({ text }) => functionAdvice(text))
    .find((advice) => advice !== undefined);

function arityHint(called: string, { db }: Failed): string {
  const counts = db
    .prepare<[string], number>('SELECT DISTINCT narg FROM pragma_function_list WHERE name = lower(?) ORDER BY narg')
    .pluck()
    .all(called);
  if (counts.length === 0 || counts.some((n) => n < 0)) return '';
  return ` It takes ${counts.join(' or ')}.`;
}

function syntaxHint({ tokens }: Failed): string {
  const text = tokens
    .map(({ kind, text: one }) => (kind === 'string' || kind === 'name' ? '""' : one))
    .join(' ')
    .replaceAll(': :', '::');
  const advice = syntaxAdvice(text) ?? foreignFunction({ tokens });
  return advice === undefined ? '' : ` ${advice}`;
}

/** Names the command that rebuilds a full-text index. */
function rebuildHint({ db, tokens }: Failed): string {
  const virtual = db
    .prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'`)
    .all()
    .filter(({ sql }) => /\bUSING\s+["'`[]?fts[345]\b/i.test(sql));
  const found = virtual.find(({ name }) => mentions(tokens, name));
  const names = (found === undefined ? virtual : [found]).slice(0, 3).map(({ name }) => shownName(name));
  if (names.length === 0) return '';
  return ` The database itself is sound; the full-text index is out of date. Rebuild it with execute: ${names.map((name) => `INSERT INTO ${name}(${name}) VALUES('rebuild')`).join('; ')}`;
}

/** The columns of the tables that the statement names. */
function columnsOf({ db, tokens }: Failed): { table: string; column: string }[] {
  const names = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')`).pluck().all();
  const listed = db.prepare<[string], string>('SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1').pluck();
  return names
    .filter((name) => mentions(tokens, name))
    .flatMap((table) => {
      try {
        return listed.all(table).map((column) => ({ table, column }));
      } catch {
        // A view that does not fit to its tables.
        return [];
      }
    });
}

function namesOf({ db }: Failed, table: string, column: string): string {
  const columns = shapeOf(db, table)?.columns ?? [];
  return `${meant(column, columns)} It has: ${nameList(columns)}.`;
}

function mentions(tokens: readonly Token[], name: string): boolean {
  const wanted = name.toLowerCase();
  const parts = wanted.split('.');
  return (
    tokens.some(({ text }) => text.toLowerCase() === wanted) ||
    parts.every((part) => tokens.some(({ text }) => text.toLowerCase() === part))
  );
}
