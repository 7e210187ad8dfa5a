import { isObject, type Json, type JsonObject } from '../json.ts';
import { description } from './load.ts';
import type { Schema } from './types.ts';

/** A moment for what no state knows a moment of. */
const someTime = '2026-01-01T00:00:00Z';
const deepest = 12;

/**
 * The answer that a schema wants, from what the state knows: what the schema does not declare is left out, what it
 * requires and the state does not know becomes the least valid value. So a handler states an issue once, and each
 * operation gets its own shape of it.
 */
export function fill(schema: Schema, data: Json | undefined, key = '', within?: JsonObject, depth = 0): Json {
  const plain = flatten(schema);
  const options = plain.anyOf;
  if (options !== undefined) {
    const chosen = choose(options, data);
    const rest = { ...plain };
    delete rest.anyOf;
    return fill(merge(rest, flatten(chosen)), data, key, within, depth);
  }
  if (data === undefined) return least(plain, key, within, depth);
  if (Array.isArray(data)) return data.map((one) => fill(plain.items ?? {}, one, key, undefined, depth + 1));
  if (!isObject(data)) return data;
  return fillObject(plain, data, depth);
}

function fillObject(schema: Schema, data: JsonObject, depth: number): JsonObject {
  const { properties, additionalProperties } = schema;
  if (properties === undefined) return data;
  const out: JsonObject = {};
  const required = new Set(schema.required);
  for (const [name, one] of Object.entries(properties)) {
    const value = data[name];
    // Where the description knows no null, nothing is said at all.
    if (value !== undefined && (value !== null || isNullable(one))) out[name] = fill(one, value, name, data, depth + 1);
    else if (required.has(name)) out[name] = fill(one, undefined, name, { ...data, ...out }, depth + 1);
  }
  if (additionalProperties !== undefined && additionalProperties !== false)
    for (const [name, value] of Object.entries(data)) out[name] ??= value;
  return out;
}

/** The least value that a schema allows. `key` is the name it has in `within`, which says what addresses look like. */
function least(schema: Schema, key: string, within: JsonObject | undefined, depth: number): Json {
  if (schema.default !== undefined && schema.default !== '') return schema.default;
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.includes('null')) return null;
  if (schema.enum !== undefined) return schema.enum[0] ?? null;
  const [type = schema.properties === undefined ? undefined : 'object'] = types;
  switch (type) {
    case 'object':
      return depth > deepest ? {} : fillObject({ properties: {}, ...schema }, {}, depth);
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () =>
        fill(schema.items ?? {}, undefined, '', undefined, depth + 1),
      );
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'string':
      return leastText(schema, key, within);
    default:
      return null;
  }
}

function leastText(schema: Schema, key: string, within: JsonObject | undefined): string {
  const example = schema.examples?.[0];
  if (typeof example === 'string') return example;
  if (schema.pattern?.includes('{40}')) return '0'.repeat(40);
  switch (schema.format) {
    case 'date-time':
      return someTime;
    case 'date':
      return someTime.slice(0, 10);
    case 'email':
      return 'nobody@example.com';
    case 'hostname':
      return 'example.com';
  }
  if (/(^|_)u(rl|ri)$/.test(key) || schema.format === 'uri') {
    const base = typeof within?.['url'] === 'string' ? within['url'] : 'https://api.github.com';
    return `${base}/${key.replace(/_?u(rl|ri)$/, '')}`;
  }
  if (key.endsWith('_at')) return someTime;
  return 'x'.repeat(schema.minLength ?? 0);
}

function isNullable(schema: Schema): boolean {
  const { type, enum: values, anyOf } = flatten(schema);
  if (anyOf !== undefined) return anyOf.some(isNullable);
  return (type === undefined || [type].flat().includes('null')) && (values?.includes(null) ?? true);
}

/** Follows references and joins the parts of `allOf`. */
function flatten(schema: Schema): Schema {
  if (schema.$ref !== undefined) return flatten(description().schema(schema.$ref));
  if (schema.allOf === undefined) return schema;
  const held = joined.get(schema);
  if (held !== undefined) return held;
  const rest = { ...schema };
  delete rest.allOf;
  const made = schema.allOf.map((one) => flatten(one)).reduce(merge, rest);
  joined.set(schema, made);
  return made;
}

/** Joined parts, for a list asks for the same ones with each item. */
const joined = new WeakMap<Schema, Schema>();

function merge(a: Schema, b: Schema): Schema {
  const both = { ...a, ...b };
  if (a.properties !== undefined && b.properties !== undefined) both.properties = { ...a.properties, ...b.properties };
  if (a.required !== undefined && b.required !== undefined) both.required = [...a.required, ...b.required];
  return both;
}

/** The option that fits the data best; without data the first that is not null, unless null is allowed. */
function choose(options: Schema[], data: Json | undefined): Schema {
  const flat = options.map((one) => flatten(one));
  const empty = flat.find((one) => one.type === 'null');
  if (data === undefined) return empty ?? flat[0] ?? {};
  let best = flat[0] ?? {};
  let most = -Infinity;
  for (const one of flat) {
    const points = score(one, data);
    if (points > most) [best, most] = [one, points];
  }
  return best;
}

function score(schema: Schema, data: Json): number {
  const options = schema.anyOf;
  if (options !== undefined) return Math.max(...options.map((one) => score(flatten(one), data)));
  if (schema.enum !== undefined) return schema.enum.includes(data) ? 1 : -Infinity;
  const types = schema.type === undefined ? undefined : [schema.type].flat();
  if (data === null) return types?.includes('null') ? 1 : -Infinity;
  if (Array.isArray(data)) {
    if (types !== undefined && !types.includes('array')) return -Infinity;
    const [first] = data;
    return first === undefined || schema.items === undefined ? 0 : score(flatten(schema.items), first);
  }
  if (!isObject(data)) {
    const type = typeof data;
    return types === undefined || types.includes(type) || (type === 'number' && types.includes('integer'))
      ? 0
      : -Infinity;
  }
  if (types !== undefined && !types.includes('object')) return -Infinity;
  let points = 0;
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    const value = data[name];
    if (value === undefined) points -= schema.required?.includes(name) ? 1 : 0;
    else points += one.enum === undefined || one.enum.includes(value) ? 1 : -100;
  }
  return points;
}
