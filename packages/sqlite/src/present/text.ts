import { count, cutMiddle, grouped, near, readableSize, visible } from '@mcp-reference/kit';

export { count, grouped, near, readableSize };

/** Describes a page: `3 rows`, `rows 1-100`, or `rows 101-120, the last`. */
export function rowCount(shown: number, skipped: number, more: boolean): string {
  if (!more && skipped === 0) return count(shown, 'row');
  if (shown === 0) return 'no more rows';
  const range = `rows ${grouped(skipped + 1)}-${grouped(skipped + shown)}`;
  return more ? range : `${range}, the last`;
}

/** Quotes any name for SQL. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** Quotes a text for SQL. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A text, number or boolean as text; empty for anything else. */
export const plainText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';

// Letters and digits of any script; anything else is quoted, so that a name cannot pass for part of an answer.
const plainName = /^[\p{L}_][\p{L}\p{M}\p{N}_$]*$/u;

/** A name from a database as answers show it: quoted as in SQL unless it is a plain word, on one line, cut to size. */
export const shownName = (name: string, most = 200): string =>
  plainName.test(name) && name.length <= most ? visible(name) : quoteName(shownText(name, most));

// The characters of expressions, without those that could end a header or pass for a type.
const plainExpression = /^[\p{L}\p{N}_$()*.+/|%?-]+$/u;

/** The name of a result's column: an expression stays as it is. */
export const shownColumn = (name: string): string =>
  plainExpression.test(name) && name.length <= 80 ? name : shownName(name, 80);

/** Text from a database on one line: invisible characters are escaped, and the middle of a long one is cut out. */
export const shownText = (text: string, most: number): string => visible(cutMiddle(text, most));

/** SQL on one line: runs of white space are one space. */
export const onOneLine = (sql: string, most: number): string => shownText(sql.replaceAll(/\s+/g, ' ').trim(), most);

/** A declared type, which may be any text, quoted if it is not one that people write. */
export const shownType = (type: string): string =>
  /^[\w ]*(?:\([\w ,]*\))?[\w ]*$/.test(type) && type.length <= 40 ? type : shownName(type, 40);

/** ` Did you mean "a" or "b"?`; nothing if no known name is alike. */
export function meant(name: string, known: readonly string[]): string {
  const alike = near(name, known).map((one) => shownName(one, 80));
  return alike.length === 0 ? '' : ` Did you mean ${alike.join(' or ')}?`;
}

/** Names in one line, as many as are useful. */
export function nameList(names: readonly string[], most = 30): string {
  const some = names.slice(0, most).map((name) => shownName(name, 80));
  return `${some.join(', ') || 'none'}${names.length > most ? `, and ${(names.length - most).toLocaleString('en-US')} more` : ''}`;
}
