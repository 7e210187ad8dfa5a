// GitHub's search syntax, as far as queries are put together here.

/** Operators of a query, outside quotation marks. */
const operators = /(?:^|[\s(])(?:OR|AND|NOT)(?:[\s(]|$)/;
export const withoutQuotes = (query: string): string => query.replaceAll(/"[^"]*"/g, '""');

/** True if one pair of parentheses holds the whole query. */
function isGrouped(query: string): boolean {
  if (!query.startsWith('(') || !query.endsWith(')')) return false;
  let depth = 0;
  for (const [at, character] of [...query].entries()) {
    if (character === '(') depth++;
    if (character === ')' && --depth === 0 && at < query.length - 1) return false;
  }
  return depth === 0;
}

/** A query with more qualifiers. They count for both sides of an OR, which the query is grouped for. */
export function qualified(query: string, qualifiers: readonly string[]): string {
  const text = query.trim();
  if (qualifiers.length === 0) return text;
  const bare = withoutQuotes(text);
  const grouped = operators.test(bare) && !isGrouped(bare) ? `(${text})` : text;
  return [grouped, ...qualifiers].join(' ').trim();
}

/** Qualifiers and operators that only GitHub's advanced issue search understands. */
export const needsAdvanced = (query: string): boolean => {
  const bare = withoutQuotes(query);
  return /\bfield\.|[()]/.test(bare) || operators.test(bare);
};
