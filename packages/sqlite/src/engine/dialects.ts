import type { Token } from '../gate/tokens.ts';

/** Functions of other dialects, and what does the same here. */
export const functions: Readonly<Record<string, string>> = {
  ADDDATE: `date(x, '+1 day')`,
  AGE: 'julianday(a) - julianday(b)',
  ANY_VALUE: 'max(x)',
  ARRAY_AGG: 'json_group_array(x)',
  CHARINDEX: 'instr(text, part)',
  CHARACTER_LENGTH: 'length(text)',
  CHAR_LENGTH: 'length(text)',
  CONVERT: 'CAST(x AS type)',
  CURDATE: `date('now')`,
  CURTIME: `time('now')`,
  DATALENGTH: 'octet_length(x)',
  DATEADD: `date(x, '+1 day')`,
  DATEDIFF: 'julianday(a) - julianday(b)',
  DATENAME: `strftime('%m', x)`,
  DATEPART: `strftime('%Y', x)`,
  DATE_ADD: `date(x, '+1 day')`,
  DATE_FORMAT: `strftime('%Y-%m', x)`,
  DATE_PART: `strftime('%Y', x)`,
  DATE_SUB: `date(x, '-1 day')`,
  DATE_TRUNC: `strftime('%Y-%m-01', x)`,
  DAY: `strftime('%d', x)`,
  DAYOFMONTH: `strftime('%d', x)`,
  DAYOFWEEK: `strftime('%w', x)`,
  DAYOFYEAR: `strftime('%j', x)`,
  DECODE: 'CASE x WHEN a THEN b ELSE c END',
  EXTRACT: `strftime('%Y', x)`,
  FROM_UNIXTIME: `datetime(x, 'unixepoch')`,
  GEN_RANDOM_UUID: 'lower(hex(randomblob(16)))',
  GETDATE: `datetime('now')`,
  GETUTCDATE: `datetime('now')`,
  GREATEST: 'max(a, b)',
  HOUR: `strftime('%H', x)`,
  INITCAP: 'upper(substr(text, 1, 1)) || substr(text, 2)',
  ISNULL: 'ifnull(x, y)',
  JSON_AGG: 'json_group_array(x)',
  JSON_ARRAYAGG: 'json_group_array(x)',
  JSON_BUILD_OBJECT: 'json_object(key, value)',
  JSON_OBJECTAGG: 'json_group_object(key, value)',
  JSON_VALUE: 'json_extract(x, path)',
  JSONB_AGG: 'json_group_array(x)',
  LAST_DAY: `date(x, 'start of month', '+1 month', '-1 day')`,
  LAST_INSERT_ID: 'last_insert_rowid()',
  LCASE: 'lower(text)',
  LEAST: 'min(a, b)',
  LEFT: 'substr(text, 1, n)',
  LEN: 'length(text)',
  LISTAGG: `group_concat(x, ',' ORDER BY y)`,
  LOCATE: 'instr(text, part)',
  LPAD: `printf('%5s', x), or printf('%05d', n) for zeros`,
  MINUTE: `strftime('%M', x)`,
  MONTH: `strftime('%m', x)`,
  MONTHNAME: `strftime('%m', x)`,
  NEWID: 'lower(hex(randomblob(16)))',
  NOW: `datetime('now')`,
  NVL: 'ifnull(x, y)',
  NVL2: 'iif(x IS NOT NULL, a, b)',
  PERCENTILE_CONT: 'percentile(x, 50)',
  PERCENTILE_DISC: 'percentile(x, 50)',
  POSITION: 'instr(text, part)',
  POSITIONCASEINSENSITIVE: 'instr(lower(text), lower(part))',
  QUARTER: `(strftime('%m', x) + 2) / 3`,
  RAND: 'random()',
  REGEXP_LIKE: 'x REGEXP pattern',
  REGEXP_MATCHES: 'x REGEXP pattern',
  REPEAT: `replace(printf('%.*c', n, 'x'), 'x', text)`,
  RIGHT: 'substr(text, -n)',
  RPAD: `printf('%-5s', x)`,
  SCOPE_IDENTITY: 'last_insert_rowid()',
  SECOND: `strftime('%S', x)`,
  SPLIT_PART: 'substr() with instr()',
  STDDEV: 'stdev(x)',
  STDDEV_POP: 'stdev_pop(x)',
  STDDEV_SAMP: 'stdev(x)',
  STRPOS: 'instr(text, part)',
  STR_TO_DATE: 'date(x)',
  SUBSTRING_INDEX: 'substr() with instr()',
  SYSDATETIME: `datetime('now')`,
  TIMESTAMPDIFF: 'unixepoch(b) - unixepoch(a)',
  TO_CHAR: `strftime('%Y-%m-%d', x) or printf()`,
  TO_DATE: 'date(x)',
  TO_JSON: 'json_object(key, value)',
  TO_NUMBER: 'CAST(x AS NUMERIC)',
  TO_TIMESTAMP: `datetime(x), or datetime(x, 'unixepoch') for seconds`,
  TRUNCATE: 'round(x, n)',
  TRY_CAST: 'CAST(x AS type), which never fails',
  UCASE: 'upper(text)',
  UNIX_TIMESTAMP: 'unixepoch()',
  UNNEST: '(SELECT value FROM json_each(list)) with the list as JSON text',
  UTC_TIMESTAMP: `datetime('now')`,
  UUID: 'lower(hex(randomblob(16)))',
  VAR_SAMP: 'stdev(x) * stdev(x)',
  VARIANCE: 'stdev(x) * stdev(x)',
  VERSION: 'sqlite_version()',
  WEEK: `strftime('%W', x)`,
  WEEKDAY: `strftime('%w', x)`,
  YEAR: `strftime('%Y', x)`,
};

/** Functions that nothing here replaces, with the reason or a way around. */
const absent: Readonly<Record<string, string>> = {
  COLUMNS: 'Name the columns; describe_table lists them.',
  CURRENT_DATABASE: 'list_databases names the open databases.',
  DATABASE: 'list_databases names the open databases.',
  MD5: 'SQLite has no hash functions.',
  REGEXP_REPLACE:
    'SQLite has no replacement by pattern; use replace(text, from, to), or process the rows after reading them.',
  REGEXP_SUBSTR: 'SQLite has no extraction by pattern; use substr() with instr().',
  REVERSE: 'SQLite cannot reverse a text; process the rows after reading them.',
  SHA1: 'SQLite has no hash functions.',
  SHA2: 'SQLite has no hash functions.',
  USER: 'SQLite has no users.',
};

/** Words that other dialects know without parentheses; here they are taken for columns. `textual` ones have a text behind them there. */
const words: Readonly<Record<string, string | { textual: string }>> = {
  ARRAY: 'SQLite has no arrays; use json_array() and json_each().',
  BINARY: { textual: 'LIKE ignores case for ASCII letters; GLOB compares exactly.' },
  CURRENT_USER: 'SQLite has no users.',
  DATE: { textual: `Write a date as text: '2024-01-31'.` },
  E: { textual: `Write 'text' without E; char(10) is a line end.` },
  INTERVAL: { textual: `Add to dates with date(x, '+1 day').` },
  N: { textual: `Write 'text' without N.` },
  ROWNUM: 'Write LIMIT n, or row_number() OVER (ORDER BY x).',
  SESSION_USER: 'SQLite has no users.',
  SYSDATE: `Write datetime('now').`,
  SYSTIMESTAMP: `Write datetime('now').`,
  TIME: { textual: `Write a time as text: '13:30:00'.` },
  TIMESTAMP: { textual: `Write a time as text: '2024-01-31 13:30:00'.` },
};

/** Words and signs of other dialects that SQLite stumbles over, in a text without names and strings. */
const syntax: readonly [sign: RegExp, advice: string][] = [
  [/\bILIKE\b/i, 'LIKE ignores case for ASCII letters here; search ignores it for all letters.'],
  [/::/, 'Write CAST(x AS type) instead of x::type.'],
  [/\bSELECT\s+(?:DISTINCT\s+)?TOP\b/i, 'Write LIMIT n at the end instead of TOP n.'],
  [/\bFETCH\s+(?:FIRST|NEXT)\b/i, 'Write LIMIT n instead of FETCH FIRST.'],
  [/\bFOR\s+(?:UPDATE|SHARE)\b/i, 'Leave FOR UPDATE out: a write locks the whole database.'],
  [/\bINTERVAL\b/i, `Add to dates with date(x, '+1 day').`],
  [/\bAUTO_INCREMENT\b|\bIDENTITY\b/i, 'An INTEGER PRIMARY KEY counts by itself.'],
  [/\bENUM\s*\(/i, `Write TEXT CHECK (x IN ('a', 'b')).`],
  [/\b(?:INSERT|UPDATE)\s+IGNORE\b/i, 'Write INSERT OR IGNORE, or UPDATE OR IGNORE.'],
  [/^INSERT\s+INTO\s+\S+\s+SET\b/i, 'Write INSERT INTO t(columns) VALUES (…).'],
  [/^DELETE\s+(?!FROM\b)\S+\s+FROM\b/i, 'Write DELETE FROM t WHERE id IN (SELECT …).'],
  [/^DROP\b.*\b(?:CASCADE|RESTRICT|PURGE)\b/i, 'Leave CASCADE out; a dry run shows what foreign keys change.'],
  [/\bON\s+UPDATE\s+CURRENT_TIMESTAMP\b/i, 'Use an AFTER UPDATE trigger that sets the time.'],
  [/\bCONCURRENTLY\b/i, 'Leave CONCURRENTLY out.'],
  [/(?:CHAR|BINARY)\s*\(\s*MAX\s*\)/i, 'Write TEXT or BLOB: lengths have no limit.'],
  [/^CREATE\s+TABLE\s+\S+\s+LIKE\b/i, 'Write CREATE TABLE with the SQL that describe_table shows.'],
  [/^CREATE\s+TABLE\b.*[,(]\s*(?:UNIQUE\s+)?(?:INDEX|KEY)\b/i, 'Write a separate CREATE INDEX name ON table(column).'],
  [/^SELECT\b.*\bINTO\b/i, 'Write CREATE TABLE new AS SELECT ….'],
  [/\bIN\s+[?:@$]/i, 'Write IN (SELECT value FROM json_each(?)) and pass the list as JSON text.'],
  [/\bON\s+DUPLICATE\s+KEY\b/i, 'Write ON CONFLICT(column) DO UPDATE SET ….'],
  [
    /\bMODIFY\b|\bALTER\s+COLUMN\b|\bADD\s+CONSTRAINT\b|\bDROP\s+CONSTRAINT\b|\bADD\s+(?:PRIMARY|FOREIGN)\s+KEY\b/i,
    'SQLite changes such things by rebuilding the table: execute with foreign_keys: "off".',
  ],
  [/\bENGINE\s*=|\bCHARSET\b/i, 'Leave ENGINE and CHARSET out.'],
  [
    /\bLATERAL\b|\bCROSS\s+APPLY\b|\bOUTER\s+APPLY\b/i,
    'Use a correlated subquery or a table-valued function such as json_each().',
  ],
  [/\bSIMILAR\s+TO\b|\bRLIKE\b|~/i, 'Write x REGEXP pattern.'],
  [/\bEXPLAIN\s+ANALYZE\b/i, 'The tool explain shows the plan, and measures indexes that would help.'],
  [/\bSEPARATOR\b/i, `Write group_concat(x, ';').`],
  [
    /\bCURRENT_(?:DATE|TIME|TIMESTAMP)\s*\(/i,
    'Write CURRENT_DATE, CURRENT_TIME and CURRENT_TIMESTAMP without parentheses.',
  ],
  [/\bSUBSTRING\s*\([^)]*\bFROM\b/i, 'Write substr(text, start, length).'],
  [/\bQUALIFY\b/i, 'Put the window function into a subquery, and its condition into WHERE around it.'],
  [/\bPIVOT\b|\bUNPIVOT\b/i, 'Write sum(iif(condition, x, 0)) for each column instead of PIVOT.'],
  [
    /\bDISTINCT\s+ON\b/i,
    'Number the rows with row_number() OVER (PARTITION BY …) in a subquery and keep those with 1.',
  ],
  [/\bOFFSET\s+\S+\s+ROWS?\b/i, 'Write LIMIT n OFFSET m.'],
  [/\bLIMIT\s+ALL\b/i, 'Leave LIMIT ALL out; an answer comes in pages with a cursor.'],
  [/\bWITH\s*\(\s*(?:NOLOCK|READPAST|ROWLOCK)\b/i, 'Leave the table hint out: readers see a snapshot.'],
  [/<\s?=\s?>/, 'Write IS, which compares NULL too.'],
  [/\b(?:ANY|SOME|ALL)\s*\(/i, 'Write x IN (SELECT …), or compare with (SELECT max(…) …).'],
  [/\bARRAY\b/i, 'SQLite has no arrays; use json_array() and json_each().'],
  [/\bCONNECT\s+BY\b/i, 'Write WITH RECURSIVE for a hierarchy.'],
  [/\bMINUS\b/i, 'Write EXCEPT instead of MINUS.'],
  [/\*\s*(?:EXCEPT|EXCLUDE|REPLACE)\b/i, 'Name the columns instead; describe_table lists them.'],
  [/\bAT\s+TIME\s+ZONE\b/i, `Shift times with datetime(x, '+2 hours'), or datetime(x, 'localtime').`],
  [/\bDIV\b/i, 'Write a / b: whole numbers divide to whole numbers.'],
  [/&\s?&/, 'Write AND instead of &&.'],
  [/\bXOR\b/i, 'Write (a) <> (b) for XOR.'],
  [/\bRETURNING\b.*\bINTO\b/i, 'Leave INTO out: RETURNING answers the rows.'],
  [/\bUSING\b/i, 'Write DELETE FROM t WHERE id IN (SELECT …), or UPDATE … FROM.'],
  [/\b(?:DELETE|UPDATE)\b.*\bJOIN\b/i, 'Write UPDATE … SET … FROM other WHERE …, or DELETE … WHERE id IN (SELECT …).'],
  [/,\s*(?:FROM|WHERE|GROUP|ORDER|LIMIT|\))/i, 'Remove the comma before it.'],
  [/\b(?:COMMENT|UNSIGNED|ZEROFILL)\b/i, 'Leave COMMENT, UNSIGNED and ZEROFILL out.'],
];

const schemaTables =
  /^(?:information_schema|pg_|sys\.|sysobjects|syscolumns|(?:all|user|dba)_(?:tables|tab_columns|objects|views)\b|mysql\.)/i;

/** Names a function that does the same here, in a sentence; undefined for a name that no dialect has. */
export function functionAdvice(name: string): string | undefined {
  const known = name.toUpperCase();
  const same = functions[known];
  return same === undefined ? absent[known] : `Instead of ${known}(), write ${same}.`;
}

/** Advice on a word that was taken for a column. */
export function wordAdvice(name: string, { beforeText }: { beforeText: boolean }): string | undefined {
  const known = words[name.toUpperCase()];
  return typeof known === 'object' ? (beforeText ? known.textual : undefined) : known;
}

/** Advice on a table that other databases describe themselves with. */
export function tableAdvice(name: string): string | undefined {
  if (/^dual$/i.test(name)) return 'Leave FROM dual out: SELECT needs no table.';
  return schemaTables.test(name) ? 'list_tables and describe_schema show the schema.' : undefined;
}

/** Advice on a statement that SQLite cannot parse; names and strings in `text` are empty quotes. */
export const syntaxAdvice = (text: string): string | undefined => syntax.find(([sign]) => sign.test(text))?.[1];

/** True if a statement adds a text that is no number, as other databases join texts. */
export const addsText = (tokens: readonly Token[]): boolean =>
  tokens.some(
    ({ text }, index) =>
      text === '+' &&
      [tokens[index - 1], tokens[index + 1]].some(
        (side) => side?.kind === 'string' && !/^\s*[-+]?\.?\d/.test(side.text),
      ),
  );
