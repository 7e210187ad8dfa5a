/** `1 row`, `12,345 rows`. */
export const count = (n: number | bigint, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-US')} ${Number(n) === 1 ? one : many}`;

/** What a page of rows is: all of them, or which. */
export function rowCount(shown: number, skipped: number, more: boolean): string {
  if (!more && skipped === 0) return count(shown, 'row');
  if (shown === 0) return 'no more rows';
  const range = `rows ${(skipped + 1).toLocaleString('en-US')}-${(skipped + shown).toLocaleString('en-US')}`;
  return more ? range : `${range}, the last`;
}

/** Bytes as people read them (powers of 1000). */
export function readableSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** A name as SQL takes it whatever it is. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** A text as SQL takes it. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A text or number as text; nothing for what has no text of its own. */
export const plainText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';

// Letters and digits of any script; anything else is quoted, so that a name cannot pass for part of an answer.
const plainName = /^[\p{L}_][\p{L}\p{M}\p{N}_$]*$/u;
// Controls, line breaks, invisible and direction-changing characters.
const hiddenCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u00a0]/gu;

/** A name from a database as answers show it: quoted as in SQL unless it is a plain word, on one line, cut to size. */
export function shownName(name: string, most = 200): string {
  if (plainName.test(name) && name.length <= most) return name;
  return quoteName(shownText(name, most));
}

/** Text from a database on one line: characters that could not be seen are escaped, and the middle is cut out if it is long. */
export function shownText(text: string, most: number): string {
  const half = Math.floor((most - 1) / 2);
  const cut = text.length > most ? `${text.slice(0, half)}…${text.slice(text.length - half)}` : text;
  return cut.replaceAll(hiddenCharacters, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}
