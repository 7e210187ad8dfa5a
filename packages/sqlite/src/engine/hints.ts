import type { Token } from '../gate/tokens.ts';
import { meant, near, nameList, shownName, shownText } from '../present/text.ts';
import { adviceOn } from './advice-on-errors.ts';
import { shapeOf } from './catalogue.ts';
import { definitionsIn } from './definitions.ts';
import { functionAdvice, syntaxAdvice, tableAdvice, wordAdvice } from './dialects.ts';
import type { Failed } from './failures.ts';
import { mentions, rebuildHint } from './virtual-hints.ts';

/** A sentence that helps with an error of SQLite's, with a space before it; empty if nothing useful is known. */
export function hintFor(message: string, code: string, failed: Failed): string {
  if (code === 'SQLITE_CORRUPT_VTAB') return rebuildHint(failed);
  for (const [pattern, hint] of hints) {
    const found = pattern.exec(message);
    if (found)
      return hint(
        found.slice(1).map((part) => part ?? ''),
        failed,
      );
  }
  const known = adviceOn(message);
  if (known !== undefined) return known;
  return /^near "|^unrecognized token|^incomplete input|syntax error/.test(message) ? syntaxHint(message, failed) : '';
}

/** Errors that name something of the schema, with the hint that looks it up. */
const hints: readonly [error: RegExp, hint: (found: readonly string[], failed: Failed) => string][] = [
  [/^no such column: (.*?)( - should this be.*)?$/s, ([name = '', quoted], failed) => columnHint(name, quoted, failed)],
  [/^ambiguous column name: (.*)$/s, ([name = ''], failed) => ambiguousHint(name, failed)],
  [/^no such table: (?:main\.)?(.*)$/s, ([name = ''], failed) => tableHint(name, failed)],
  [/^no such (index|trigger): (.*)$/s, ([type = '', name = ''], failed) => objectHint(type, name, failed)],
  [/^no such function: (.*)$/s, ([name = ''], failed) => functionHint(name, failed)],
  [
    /^no such collation sequence: (.*)$/s,
    ([name = '']) =>
      ` ${shownName(name)} was defined by the program that made the database. What works without it: "FROM table NOT INDEXED" for counting, COLLATE BINARY on columns that are compared or sorted, and SELECT of all rows.`,
  ],
  [/^wrong number of arguments to function (.*)\(\)$/s, ([name = ''], failed) => arityHint(name, failed)],
  [/^table (.*) has no column named (.*)$/s, ([table = '', column = ''], failed) => namesOf(failed, table, column)],
  [/^table (.*) has \d+ columns but \d+ values were supplied$/s, ([table = ''], failed) => namesOf(failed, table)],
  [/^CHECK constraint failed: (.*)$/s, ([rule = ''], failed) => checkHint(rule, failed)],
  [
    /^error in (?:view|trigger) .*?: no such column: (.*?) - should this be/s,
    ([name = ''], failed) => elsewhereHint(name, failed),
  ],
];

function columnHint(column: string, quoted: string | undefined, failed: Failed): string {
  const text = column.replace(/^"|"$/g, '');
  const dialect = column.startsWith('"') ? undefined : foreignColumn(text, failed);
  if (dialect !== undefined) return ` ${dialect}`;
  if (!mentions(failed.tokens, text)) return elsewhereHint(column, failed);
  if (quoted || failed.tokens.some((token) => token.kind === 'name' && token.text === text)) {
    const alike = meant(
      text,
      columnsOf(failed).map(({ column: one }) => one),
    );
    return ` Double quotes name columns; write '${text.replaceAll("'", "''")}' for a text.${alike}`;
  }
  const [wanted = text, qualifier] = text.split('.').reverse();
  const { tokens } = failed;
  const isKnown = tokens.some((token, index) => isSame(token.text, qualifier) && tokens[index + 1]?.text !== '.');
  const unknown =
    qualifier === undefined || isKnown ? '' : ` The statement has no table or alias ${shownName(qualifier, 80)}.`;
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
  return `${unknown}${alike} ${lists.join('; ')}.`;
}

const isSame = (one: string, other: string | undefined): boolean => one.toLowerCase() === other?.toLowerCase();

function ambiguousHint(column: string, failed: Failed): string {
  const tables = columnsOf(failed).filter((one) => isSame(one.column, column.split('.').at(-1)));
  return tables.length < 2
    ? ''
    : ` Write ${tables.map(({ table }) => `${shownName(table, 80)}.${shownName(column, 80)}`).join(' or ')}.`;
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
  names.push('sqlite_schema');
  const dialect = tableAdvice(table) ?? (isText ? foreignFunction({ tokens }) : undefined);
  if (dialect !== undefined) return ` ${dialect}`;
  const cause = mentions(tokens, table) ? '' : namedBy(table, db);
  const alike = meant(table.includes('.') ? table.slice(table.lastIndexOf('.') + 1) : table, names);
  return `${cause}${alike === '' ? ` Tables: ${nameList(names.slice(0, -1))}.` : alike}`;
}

/** Says where a table is named that the caller did not write. */
function namedBy(table: string, db: Failed['db']): string {
  const children = db
    .prepare<[string], string>(
      `SELECT DISTINCT l.name FROM pragma_table_list AS l JOIN pragma_foreign_key_list(l.name) AS k
        WHERE l.schema = 'main' AND k."table" = ? COLLATE NOCASE`,
    )
    .pluck()
    .all(table);
  return children.length === 0
    ? ' A view or trigger names it, not your statement.'
    : ` A foreign key of ${nameList(children, 5)} refers to it: create the table, or rebuild the other without the key.`;
}

function objectHint(type: string, name: string, { db }: Failed): string {
  const names = db
    .prepare<[string], string>('SELECT name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL ORDER BY name')
    .pluck()
    .all(type);
  const alike = meant(name, names);
  return alike === '' ? ` There ${names.length === 0 ? 'is none' : `are: ${nameList(names)}`}.` : alike;
}

/** Names the table of a rule that failed, and the rule itself where SQLite gives its name only. */
function checkHint(rule: string, { db, tokens }: Failed): string {
  const tables = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%CHECK%'`,
    )
    .all()
    .filter(({ sql }) => sql.includes(rule));
  const table = tables.find(({ name }) => mentions(tokens, name)) ?? tables[0];
  if (table === undefined) return '';
  const { checks } = definitionsIn(table.sql);
  const name = shownName(table.name, 80);
  return checks.includes(rule)
    ? ` ${name} has this rule.`
    : ` The rules of ${name}: ${checks.map((one) => `CHECK (${shownText(one, 200)})`).join(', ')}.`;
}

function functionHint(called: string, { db, tokens }: Failed): string {
  const dialect = functionAdvice(called);
  if (dialect !== undefined) return ` ${dialect}`;
  if (!mentions(tokens, called))
    return ' A view, a trigger or a column uses it, not your statement. The program that made the database defined it; --extension loads functions at start.';
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

function syntaxHint(message: string, { tokens }: Failed): string {
  const text = tokens
    .map(({ kind, text: one }) => (kind === 'string' || kind === 'name' ? '""' : one))
    .join(' ')
    .replaceAll(': :', '::');
  const advice = syntaxAdvice(text) ?? foreignFunction({ tokens });
  if (advice !== undefined) return ` ${advice}`;
  if (message.startsWith('incomplete input')) return ' The statement ends too early: something is missing at its end.';
  return misspelt(message, tokens);
}

const keywords = ['FROM', 'WHERE', 'GROUP', 'ORDER', 'HAVING', 'LIMIT', 'VALUES', 'INTO', 'TABLE', 'SELECT', 'JOIN'];

/** SQLite stumbles over a misspelt keyword, or takes it for an alias and stumbles over the next word. */
function misspelt(message: string, tokens: readonly Token[]): string {
  const word = /^near "(.*)"/s.exec(message)?.[1];
  const at = tokens.findIndex(({ text }) => text === word);
  for (const token of [tokens[at], tokens[at - 1]]) {
    if (token?.kind !== 'id' || keywords.includes(token.word)) continue;
    const [alike] = near(token.word, keywords);
    if (alike !== undefined) return ` Did you mean ${alike} instead of ${shownName(token.text, 80)}?`;
  }
  return '';
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

function namesOf({ db }: Failed, table: string, column?: string): string {
  const columns = shapeOf(db, table)?.columns ?? [];
  return `${column === undefined ? '' : meant(column, columns)} It has: ${nameList(columns)}.`;
}
