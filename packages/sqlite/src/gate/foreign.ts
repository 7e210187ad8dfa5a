import { near } from '@mcp-reference/kit';
import type { Token } from './tokens.ts';

/** Statements of other dialects and programs, and their counterparts here. */
const elsewhere: Readonly<Record<string, string>> = {
  BACKUP: 'backup_database copies a database',
  CALL: 'SQLite has no stored procedures',
  CHECK: 'maintain with action "integrity_check" checks the database',
  COMMENT: 'SQLite keeps no comments on tables; the server takes descriptions from a file (--metadata)',
  COPY: 'import_data and export_data read and write files',
  DECLARE: 'SQLite has no variables; bind values as params',
  DESC: 'describe_table shows the columns of a table',
  DESCRIBE: 'describe_table shows the columns of a table',
  DO: 'SQLite has no procedural code',
  EXEC: 'SQLite has no stored procedures',
  EXECUTE: 'SQLite has no stored procedures; bind values as params',
  FLUSH: 'SQLite has nothing to flush; leave the statement out',
  FROM: 'a query begins with SELECT',
  GO: 'leave GO out; statements end with a semicolon',
  GRANT: 'SQLite has no users or rights',
  HELP: 'describe_schema shows the schema',
  IF: 'SQLite has no procedural code; use iif() or CASE within a statement',
  KILL: 'a query that takes too long is stopped by itself (--timeout)',
  LOAD: 'import_data reads files',
  LOCK: 'SQLite locks by itself; execute runs all its statements in one transaction',
  MERGE: 'SQLite has no MERGE; write INSERT … ON CONFLICT DO UPDATE',
  OPTIMIZE: 'maintain with action "vacuum" shrinks the file, and "optimize" refreshes the statistics',
  PREPARE: 'statements are prepared by themselves; bind values as params',
  PRINT: 'write SELECT',
  RENAME: 'write ALTER TABLE old RENAME TO new',
  RESTORE: 'manage_database with action "restore" puts a backup back',
  REVOKE: 'SQLite has no users or rights',
  SET: 'SQLite has no variables; bind values as params',
  SHOW: 'list_tables and describe_schema show what SHOW does in MySQL',
  SOURCE: 'give the statements of the file to execute',
  START: 'execute runs all its statements in one transaction, so leave START TRANSACTION out',
  SUMMARIZE: 'profile_table summarizes the columns of a table',
  TABLE: 'write SELECT * FROM the table',
  TRUNCATE: 'SQLite has no TRUNCATE; DELETE FROM without WHERE empties a table',
  UNLOCK: 'SQLite locks by itself; leave the statement out',
  UPSERT: 'write INSERT … ON CONFLICT DO UPDATE',
  USE: 'SQLite has no USE; name the database as "database", and open others with open_database',
};

/** The words with which a statement can begin. */
const beginnings = ['SELECT', 'WITH', 'VALUES', 'EXPLAIN', 'PRAGMA', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE'];
const changing = ['CREATE', 'DROP', 'ALTER', 'ANALYZE', 'REINDEX'];

const shellCommand =
  'commands of a shell do not work here: list_tables and describe_schema show the schema, import_data and export_data read and write files';

/** Objects that other databases create, drop and alter. */
const objects: Readonly<Record<string, string>> = {
  DATABASE: 'a database is a file; manage_database creates or closes one',
  DOMAIN: 'SQLite has no types to define; write a CHECK in the table',
  EXTENSION: 'extensions are loaded when the server starts (--extension)',
  FUNCTION: 'SQLite has no stored procedures',
  MATERIALIZED: 'write CREATE TABLE … AS SELECT, or an ordinary view',
  OR: 'SQLite has no OR REPLACE for objects; drop it with IF EXISTS, then create it',
  PROCEDURE: 'SQLite has no stored procedures',
  ROLE: 'SQLite has no users or rights',
  SCHEMA: 'a database is a file; manage_database creates or closes one',
  SEQUENCE: 'SQLite has no sequences; an INTEGER PRIMARY KEY counts by itself',
  TYPE: 'SQLite has no types to define; write a CHECK in the table',
  USER: 'SQLite has no users or rights',
};

/** Signs without a meaning in SQLite that have one elsewhere. */
const signs: Readonly<Record<string, string>> = {
  '\\': shellCommand,
  '@': 'SQLite has no variables; bind values as params',
  '#': 'SQLite has no "#"; a comment begins with --',
  '^': 'SQLite has no "^"; write pow(x, y) for a power',
  '!': 'SQLite has no "!"; write NOT x',
};

/** Says why a statement cannot begin like this. */
export function unknownStatement([first, second]: readonly Token[]): string {
  const text = first?.text ?? '';
  if (text === '.') return shellCommand;
  const known = elsewhere[text.toUpperCase()];
  if (known !== undefined) return known;
  const object = second?.word ?? '';
  if (object !== '' && ['CREATE', 'DROP', 'ALTER'].includes(text.toUpperCase()))
    return (
      objects[object] ??
      `${text.toUpperCase()} ${object.slice(0, 20)} is not known; ${text.toUpperCase() === 'ALTER' ? 'only tables can be altered' : 'it takes TABLE, INDEX, VIEW or TRIGGER'}`
    );
  const [alike] = near(text.toUpperCase(), [...beginnings, ...changing]);
  const meant = alike === undefined || alike === text.toUpperCase() ? '' : `; did you mean ${alike}?`;
  return `a statement cannot begin with "${text.slice(0, 20)}" here${meant}`;
}

/** Says what is wrong with a sign that SQLite does not know. */
export function illegalSign(illegal: Token, tokens: readonly Token[]): string {
  const next = tokens[tokens.indexOf(illegal) + 1];
  if (illegal.text === ':' && next?.text.startsWith(':')) return 'SQLite has no "::"; write CAST(x AS type)';
  if (/^['"`[]/.test(illegal.text)) return `the text that begins with ${illegal.text.slice(0, 20)} is not closed`;
  return signs[illegal.text[0] ?? ''] ?? `"${illegal.text.slice(0, 20)}" has no meaning in SQL`;
}
