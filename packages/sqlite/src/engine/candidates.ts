import type { Token } from '../gate/tokens.ts';
import { quoteName } from '../present/text.ts';
import type { Table } from './schema.ts';

/** A column or an expression that an index holds. */
interface Part {
  sql: string;
  name: string;
}

/** One index, or several that only help together, as for `a = 1 OR b = 2`. */
export type Candidate = readonly (readonly Part[])[];

/** Candidates that are tried for one table. */
const mostCandidates = 12;

/** Functions of one argument whose result depends on it alone, so that an index can hold it. */
const indexable = new Set(['lower', 'upper', 'trim', 'ltrim', 'rtrim', 'length', 'abs', 'hex', 'unicode', 'typeof']);

/** The name of an index on these parts. */
export const nameOf = (table: Table, parts: readonly Part[]): string =>
  `idx_${table.name}_${parts.map(({ name }) => name).join('_')}`.replaceAll(/\W+/g, '_');

/**
 * Indexes on what the text compares, joins, groups or sorts by: one by one, what is compared before the rest, and the sides of
 * an OR together.
 */
export function candidatesFor(table: Table, tokens: readonly Token[]): Candidate[] {
  const { equal, others, hasOr } = comparedIn(table, tokens);
  const rest = others.filter((part) => !equal.some(({ sql }) => sql === part.sql));
  const found = [
    ...[...equal, ...rest].map((part) => [part]),
    ...(equal.length > 1 ? [equal] : []),
    ...rest.map((part) => [...equal, part]),
    ...(rest.length > 1 ? [rest] : []),
  ];
  const keys = new Set<string>();
  const single = found
    .filter((parts) => parts.length <= 5 && !keys.has(keyOf(parts)) && keys.add(keyOf(parts)))
    .slice(0, mostCandidates)
    .map((parts) => [parts]);
  const sides = [...equal, ...rest];
  return hasOr && sides.length > 1 && sides.length <= 4 ? [...single, sides.map((part) => [part])] : single;
}

const keyOf = (parts: readonly Part[]): string => parts.map(({ sql }) => sql).join();

function comparedIn(table: Table, tokens: readonly Token[]): { equal: Part[]; others: Part[]; hasOr: boolean } {
  const named = new Map(table.columns.map(({ name }) => [name.toLowerCase(), name]));
  const [equal, others]: [Part[], Part[]] = [[], []];
  let [clause, hasOr] = ['', false];
  for (const [index, { kind, text, word }] of tokens.entries()) {
    if (['WHERE', 'ON', 'GROUP', 'ORDER', 'HAVING', 'SELECT', 'FROM', 'SET'].includes(word)) clause = word;
    if (word === 'OR' && clause === 'WHERE') hasOr = true;
    const column = kind === 'id' || kind === 'name' ? named.get(text.toLowerCase()) : undefined;
    if (column === undefined || tokens[index + 1]?.text === '.' || ['', 'SELECT', 'FROM', 'SET'].includes(clause))
      continue;
    const first = tokens[index - 1]?.text === '.' ? index - 2 : index;
    const called = tokens[first - 1]?.text === '(' && tokens[index + 1]?.text === ')' ? tokens[first - 2] : undefined;
    const isCall = called?.kind === 'id' && indexable.has(called.text.toLowerCase());
    const [before, behind] = isCall ? [tokens[first - 3], tokens[index + 2]] : [tokens[first - 1], tokens[index + 1]];
    const isEqual = [before, behind].some(
      (token) => token?.text === '=' || token?.text === '==' || token?.word === 'IN' || token?.word === 'IS',
    );
    const list = isEqual ? equal : others;
    const by = isCall ? called.text.toLowerCase() : undefined;
    const part =
      by === undefined
        ? { sql: quoteName(column), name: column }
        : { sql: `${by}(${quoteName(column)})`, name: `${by}_${column}` };
    if (!list.some(({ sql }) => sql === part.sql)) list.push(part);
  }
  return { equal, others, hasOr };
}
