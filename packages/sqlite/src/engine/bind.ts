import { ToolError } from '@mcp-reference/kit/sandbox';
import type { Token } from '../gate/tokens.ts';
import { count } from '../present/text.ts';

/** Values for the variables of a statement, by position or by name. */
export type Params = readonly unknown[] | Readonly<Record<string, unknown>>;

type Bound = string | number | bigint | Buffer | null;

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/**
 * The values for a statement's variables, as the driver takes them. Whole numbers go in as integers: the driver would
 * store 42 as 42.0.
 * @throws ToolError `invalid` for a value too many, too few, or that SQLite has no type for.
 */
export function bind(tokens: readonly Token[], params: Params = []): unknown[] {
  const variables = tokens.filter(({ kind }) => kind === 'variable').map(({ text }) => text);
  if (variables.length === 0) {
    if (Object.keys(params).length > 0)
      throw new ToolError('invalid', 'The statement has no variables for these params.');
    return [];
  }
  // Elsewhere a list is stored as JSON text, which is one way to read it.
  const compared = Object.values(params).some(Array.isArray) ? comparedPlaces(tokens) : new Set<number>();
  return isList(params) ? byPosition(variables, params, compared) : byName(variables, params, compared);
}

const comparisons = new Set(['=', '==', '<>', '!=', '<', '>', '<=', '>=']);
const clauses = new Set(['SET', 'WHERE', 'ON', 'HAVING', 'WHEN', 'SELECT', 'VALUES']);

/** The places of variables whose values are compared. */
function comparedPlaces(tokens: readonly Token[]): ReadonlySet<number> {
  const all = [...tokens.entries()].filter(([, { kind }]) => kind === 'variable');
  const places = placesOf(all.map(([, { text }]) => text));
  return new Set(
    all.flatMap(([at, { text }], index) =>
      comparesAt(tokens, at) ? (places.get(text === '?' ? `?#${index}` : text) ?? []) : [],
    ),
  );
}

/** Returns true if a variable is one of the values of IN, or compared outside SET, which assigns. */
function comparesAt(tokens: readonly Token[], index: number): boolean {
  let depth = 0;
  const near = [tokens[index - 1], tokens[index + 1]];
  const isOperand = near.some((token) => token && (comparisons.has(token.text) || ['LIKE', 'IS'].includes(token.word)));
  for (let at = index - 1; at >= 0; at--) {
    const { text, word, kind } = tokens[at] as Token;
    if (kind === 'operator' && text === ')') depth++;
    else if (kind === 'operator' && text === '(' && depth-- === 0) return tokens[at - 1]?.word === 'IN';
    else if (depth === 0 && isOperand && clauses.has(word)) return word !== 'SET';
  }
  return false;
}

/** NULL for every variable: what the driver needs for a statement whose plan or program is asked for. */
export function unbound(tokens: readonly Token[]): unknown[] {
  const variables = tokens.filter(({ kind }) => kind === 'variable').map(({ text }) => text);
  return variables.length === 0 ? [] : assemble(placesOf(variables), () => null);
}

const isList = (params: Params): params is readonly unknown[] => Array.isArray(params);

/** Places as SQLite numbers them: `?` is one more than the highest so far, a name has the place where it came first. */
function placesOf(variables: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  let highest = 0;
  for (const [index, variable] of variables.entries()) {
    const key = variable === '?' ? `?#${index}` : variable;
    if (places.has(key)) continue;
    const place = /^\?\d+$/.test(variable) ? Number(variable.slice(1)) : highest + 1;
    places.set(key, place);
    highest = Math.max(highest, place);
  }
  return places;
}

function byPosition(
  variables: readonly string[],
  params: readonly unknown[],
  compared: ReadonlySet<number>,
): unknown[] {
  const anonymous = variables.every((variable) => variable === '?');
  const places = anonymous ? undefined : placesOf(variables);
  let wanted = anonymous ? variables.length : 0;
  for (const place of places?.values() ?? []) wanted = Math.max(wanted, place);
  if (wanted !== params.length)
    throw new ToolError(
      'invalid',
      `The statement has ${count(wanted, 'variable')} and params ${count(params.length, 'value')}.`,
    );
  // Thousands of values are common in a list for IN.
  if (places === undefined) return params.map((value, at) => parameter(value, `params[${at}]`, compared.has(at + 1)));
  return assemble(places, (place) => parameter(params[place - 1], `params[${place - 1}]`, compared.has(place)));
}

/** Arranges values as the driver expects them: the anonymous places in order, then an object of the named ones. */
function assemble(places: ReadonlyMap<string, number>, valueAt: (place: number, name: string) => Bound): unknown[] {
  const names = new Map<number, string>();
  const used = new Set(places.values());
  let highest = 0;
  for (const [variable, place] of places) {
    if (!variable.startsWith('?#')) names.set(place, variable.slice(1));
    highest = Math.max(highest, place);
  }
  const anonymous: Bound[] = [];
  for (let place = 1; place <= highest; place++) {
    if (!names.has(place)) anonymous.push(used.has(place) ? valueAt(place, '') : null);
  }
  const named = Object.fromEntries([...names].map(([place, name]) => [name, valueAt(place, name)]));
  return names.size === 0 ? anonymous : [...anonymous, named];
}

function byName(
  variables: readonly string[],
  params: Readonly<Record<string, unknown>>,
  compared: ReadonlySet<number>,
): unknown[] {
  if (variables.includes('?'))
    throw new ToolError('invalid', 'The statement has "?" variables: give params as a list.');
  const names = new Set(variables.map((variable) => variable.slice(1)));
  const given = new Map(Object.entries(params).map(([key, value]) => [key.replace(/^[:@$?]/, ''), value]));
  const extra = [...given.keys()].filter((name) => !names.has(name));
  if (extra.length > 0) throw new ToolError('invalid', `The statement has no variable "${extra.join('", "')}".`);
  const absent = [...names].filter((name) => !given.has(name));
  if (absent.length > 0) throw new ToolError('invalid', `params lacks "${absent.join('", "')}".`);
  return assemble(placesOf(variables), (place, name) => parameter(given.get(name), name, compared.has(place)));
}

/**
 * A parameter as SQLite stores it. A list would be bound as one JSON text, which no comparison with IN ever matches.
 * @throws ToolError `invalid` for a list.
 */
function parameter(value: unknown, what: string, isCompared: boolean): Bound {
  if (Array.isArray(value) && isCompared)
    throw new ToolError(
      'invalid',
      `${what} is a list, and a variable holds one value. Write IN (SELECT value FROM json_each(?)) and pass the list as JSON text: ${JSON.stringify(JSON.stringify(value.slice(0, 3)))}.`,
    );
  return toSqlite(value, what);
}

/** A JSON value as SQLite stores it. Objects with one key that begins with "$" stand for what JSON cannot say. */
export function toSqlite(value: unknown, what: string): Bound {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return BigInt(value);
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 63)
      throw new ToolError(
        'invalid',
        `${what}: ${value} is beyond the whole numbers that JSON carries exactly; write {"$int": "digits"} or {"$real": ${value}}.`,
      );
    return value;
  }
  if (typeof value === 'object' && !Array.isArray(value)) {
    const known = special(value, what);
    if (known !== undefined) return known;
  }
  return JSON.stringify(value);
}

/** Reads the forms for values that JSON lacks, as answers and exports write them. */
function special(value: object, what: string): Bound | undefined {
  const keys = Object.keys(value);
  const [first = ''] = keys;
  if (!first.startsWith('$')) return undefined;
  const { $int, $real, $base64, $text, bytes, shown, chars } = value as Record<string, unknown>;
  if (shown !== undefined || ($text !== undefined && chars !== undefined))
    throw new ToolError(
      'invalid',
      `${what}: this value was cut in an answer and is not whole; read it again with a larger max_cell, or use it within SQL.`,
    );
  const others = keys.filter((key) => !['$int', '$real', '$base64', 'bytes'].includes(key));
  if (others.length === 0 && keys.length === 1 && $int !== undefined) return toInteger($int, what);
  if (others.length === 0 && keys.length === 1 && typeof $real === 'number') return $real;
  if (others.length === 0 && $base64 !== undefined) {
    const blob = toBytes($base64, what);
    if (bytes !== undefined && bytes !== blob.length)
      throw new ToolError(
        'invalid',
        `${what}: "$base64" holds ${blob.length} bytes, and "bytes" says ${JSON.stringify(bytes)}.`,
      );
    return blob;
  }
  throw new ToolError('invalid', `${what}: only {"$int"}, {"$real"} and {"$base64"} are known.`);
}

function toInteger(inner: unknown, what: string): bigint {
  const digits = typeof inner === 'number' ? String(inner) : inner;
  const value = typeof digits === 'string' && /^-?\d{1,19}$/.test(digits) ? BigInt(digits) : undefined;
  if (value === undefined || value < int64.min || value > int64.max)
    throw new ToolError('invalid', `${what}: {"$int"} takes the digits of a 64-bit integer.`);
  return value;
}

function toBytes(inner: unknown, what: string): Buffer {
  const bytes = typeof inner === 'string' ? Buffer.from(inner, 'base64') : undefined;
  if (bytes === undefined || bytes.toString('base64').replace(/=+$/, '') !== String(inner).replace(/=+$/, ''))
    throw new ToolError('invalid', `${what}: {"$base64"} takes base64.`);
  return bytes;
}
