import type { Token } from '../gate/tokens.ts';
import { meant, nameList, shownName } from '../present/text.ts';
import { shapeOf } from './catalogue.ts';
import type { Failed } from './failures.ts';

/** Functions of other dialects, and what does the same here. */
const functions: Readonly<Record<string, string>> = {
  ADDDATE: `date(x, '+1 day')`,
  CHARINDEX: 'instr(text, part)',
  CONVERT: 'CAST(x AS type)',
  CURDATE: `date('now')`,
  DATEADD: `date(x, '+1 day')`,
  DATEDIFF: 'julianday(a) - julianday(b)',
  DATE_ADD: `date(x, '+1 day')`,
  DATE_FORMAT: `strftime('%Y-%m', x)`,
  DATE_TRUNC: `strftime('%Y-%m-01', x)`,
  DATE_PART: `strftime('%Y', x)`,
  EXTRACT: `strftime('%Y', x)`,
  GETDATE: `datetime('now')`,
  ISNULL: 'ifnull(x, y)',
  LEFT: 'substr(text, 1, n)',
  LEN: 'length(text)',
  MONTH: `strftime('%m', x)`,
  NOW: `datetime('now')`,
  NVL: 'ifnull(x, y)',
  RAND: 'random()',
  RIGHT: 'substr(text, -n)',
  SPLIT_PART: 'substr() with instr()',
  TO_CHAR: `strftime('%Y-%m-%d', x) or printf()`,
  TO_DATE: `date(x)`,
  YEAR: `strftime('%Y', x)`,
};

/** Words and signs of other dialects that SQLite stumbles over. */
const syntax: readonly [sign: RegExp, advice: string][] = [
  [/\bILIKE\b/i, 'LIKE ignores case for ASCII letters here; search ignores it for all letters.'],
  [/::/, 'Write CAST(x AS type) instead of x::type.'],
  [/\bSELECT\s+(?:DISTINCT\s+)?TOP\b/i, 'Write LIMIT n at the end instead of TOP n.'],
  [/\bFETCH\s+(?:FIRST|NEXT)\b/i, 'Write LIMIT n instead of FETCH FIRST.'],
  [/\bFOR\s+(?:UPDATE|SHARE)\b/i, 'Leave FOR UPDATE out: a write locks the whole database.'],
  [/\bINTERVAL\b/i, `Add to dates with date(x, '+1 day').`],
  [/\bAUTO_INCREMENT\b|\bIDENTITY\b/i, 'An INTEGER PRIMARY KEY counts by itself.'],
  [/\bON\s+DUPLICATE\s+KEY\b/i, 'Write ON CONFLICT(column) DO UPDATE SET ….'],
  [
    /\bMODIFY\b|\bALTER\s+COLUMN\b|\bADD\s+CONSTRAINT\b/i,
    'SQLite changes such things by rebuilding the table: execute with foreign_keys: "off".',
  ],
  [/\bENGINE\s*=|\bCHARSET\b/i, 'Leave ENGINE and CHARSET out.'],
  [/\bLATERAL\b|\bCROSS\s+APPLY\b/i, 'Use a correlated subquery or a table-valued function such as json_each().'],
  [/\bSIMILAR\s+TO\b|\bRLIKE\b|~/i, 'Write x REGEXP pattern.'],
  [/\bEXPLAIN\s+ANALYZE\b/i, 'The tool explain shows the plan, and measures indexes that would help.'],
];

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
      `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .pluck()
    .all();
  if (/^(?:information_schema|pg_catalog|sys)\./i.test(table))
    return ' list_tables and describe_schema show the schema.';
  const cause = mentions(tokens, table) ? '' : ' A view or trigger names it, not your statement.';
  const alike = meant(table.includes('.') ? table.slice(table.lastIndexOf('.') + 1) : table, names);
  return `${cause}${alike === '' ? ` Tables: ${nameList(names)}.` : alike}`;
}

function functionHint(called: string, { db }: Failed): string {
  const same = functions[called.toUpperCase()];
  if (same !== undefined) return ` Write ${same} instead.`;
  const names = db.prepare<[], string>('SELECT DISTINCT name FROM pragma_function_list').pluck().all();
  const alike = meant(called, names);
  return alike === '' ? ' PRAGMA function_list lists the functions that exist.' : alike;
}

function syntaxHint({ tokens }: Failed): string {
  const text = tokens
    .map(({ kind, text: one }) => (kind === 'string' || kind === 'name' ? '""' : one))
    .join(' ')
    .replaceAll(': :', '::');
  const advice = syntax.find(([sign]) => sign.test(text))?.[1];
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
