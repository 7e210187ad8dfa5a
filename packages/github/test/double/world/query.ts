import { invalid } from '../refusal.ts';

/** A search as GitHub writes it: words, "phrases", `qualifier:value` and `-qualifier:value`. */
export interface Query {
  words: string[];
  qualifiers: { name: string; value: string; not: boolean }[];
}

/** Parses a search. Neither OR nor parentheses are known: what uses them is refused, not guessed. */
export function parseQuery(text: string, known: readonly string[]): Query {
  const query: Query = { words: [], qualifiers: [] };
  for (const [, minus = '', name, quoted, bare, phrase, word] of text.matchAll(
    /(-?)(?:([a-zA-Z-]+):(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+))/g,
  )) {
    if (name !== undefined && known.includes(name.toLowerCase())) {
      query.qualifiers.push({ name: name.toLowerCase(), value: quoted ?? bare ?? '', not: minus === '-' });
    } else if (name !== undefined) {
      query.words.push(`${name}:${quoted ?? bare ?? ''}`.toLowerCase());
    } else {
      const value = phrase ?? word ?? '';
      if (value === 'OR' || value === 'AND' || value === 'NOT' || /^\(|\)$/.test(value))
        throw invalid('Search', 'q', 'invalid', 'The double does not know logical operators');
      if (value !== '') query.words.push(value.toLowerCase());
    }
  }
  return query;
}

export const valuesOf = (query: Query, name: string): string[] =>
  query.qualifiers.filter((one) => one.name === name && !one.not).map(({ value }) => value);

/** True if a text holds every word. */
export function holds({ words }: Query, ...texts: (string | null | undefined)[]): boolean {
  const all = texts
    .map((one) => one ?? '')
    .join('\n')
    .toLowerCase();
  return words.every((word) => all.includes(word));
}

/** `>5`, `<=5`, `5..10`, `5..*` or `5`, of numbers or of days. */
export function inRange(range: string, value: number | string): boolean {
  const compare = (a: string) => {
    const size =
      typeof value === 'number' ? value - Number(a) : value.slice(0, Math.max(a.length, 10)).localeCompare(a);
    return Math.sign(size);
  };
  const [from, to] = range.split('..');
  if (to !== undefined) return (from === '*' || compare(from ?? '') >= 0) && (to === '*' || compare(to) <= 0);
  const [, sign = '', bound = ''] = /^(>=|<=|>|<)?(.*)$/.exec(range) ?? [];
  const order = compare(bound);
  return { '>': order > 0, '>=': order >= 0, '<': order < 0, '<=': order <= 0, '': order === 0 }[sign] ?? false;
}
