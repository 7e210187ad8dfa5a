import type * as z from 'zod/v4';
import { folded } from '../../answer/near.ts';
import { ToolError } from '../../errors.ts';
import { isRecord } from '../../is-record.ts';
import { isGlobText, isJsonText } from '../../text-kinds.ts';
import { isNestedTooDeeply } from '../nesting.ts';
import { bare, choicesOf } from './schema.ts';

export interface Reading {
  aliases: Readonly<Record<string, string>>;
  /** Adds a sentence to the answer. */
  warn(sentence: string): void;
}

/**
 * Converts what models and hosts send in place of what a schema expects, if there is exactly one way to read it. Valid
 * input is returned unchanged; ambiguous input is left for the schema to reject.
 */
export function tolerate(schema: z.core.$ZodType, value: unknown, reading: Reading, path = ''): unknown {
  const one = bare(schema);
  const { def } = one;
  if (value === undefined || value === null) return value === null && one.optional && !one.nullable ? undefined : value;
  const choices = choicesOf(one);
  if (choices !== undefined) return toChoice(choices, value);
  switch (def.type) {
    case 'number':
    case 'int':
      return typeof value === 'string' && /^\s*-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(value) ? toNumber(value) : value;
    case 'boolean':
      return typeof value === 'string' && /^(true|false)$/i.test(value.trim())
        ? value.trim().toLowerCase() === 'true'
        : value;
    case 'string':
      return typeof value === 'object' && isJsonText(one.schema) ? toJsonText(value, path, reading) : value;
    case 'array':
      return toList(def.element, value, reading, path);
    case 'object':
      return toObject(def.shape ?? {}, typeof value === 'string' ? parsed(value, isRecord) : value, reading, path);
    case 'record': {
      const record = typeof value === 'string' ? parsed(value, isRecord) : value;
      if (!isRecord(record) || def.valueType === undefined) return record;
      const { valueType } = def;
      return fromEntries(
        Object.entries(record).map(([key, item]) => [key, tolerate(valueType, item, reading, `${path}.${key}`)]),
      );
    }
    case 'union':
      return toUnion(def.options ?? [], value, reading, path);
    default:
      return value;
  }
}

const toNumber = (text: string): number | string => {
  const number = Number(text);
  const exact = Number.isFinite(number) && (Number.isSafeInteger(number) || !/^\s*-?\d+\s*$/.test(text));
  return exact ? number : text;
};

function toChoice(choices: readonly unknown[], value: unknown): unknown {
  if (choices.includes(value)) return value;
  if (typeof value !== 'string') return value;
  const same = choices.filter((choice) => String(choice).toLowerCase() === value.trim().toLowerCase());
  return same.length === 1 ? same[0] : value;
}

/** Returns the value of a JSON text if it is of the wanted kind, otherwise the text itself. */
function parsed(text: string, wanted: (value: unknown) => boolean): unknown {
  if (!/^\s*[[{]/.test(text) || isNestedTooDeeply(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return wanted(value) ? value : text;
  } catch {
    return text;
  }
}

function toList(element: z.core.$ZodType | undefined, value: unknown, reading: Reading, path: string): unknown {
  if (element === undefined) return value;
  const { def, schema } = bare(element);
  const texts = def.type === 'string' || def.type === 'enum';
  let list: unknown = value;
  if (typeof value === 'string') {
    // `[0]` can be a pattern as well as a list: in a list of texts, only a JSON list of texts is read as one.
    list = parsed(value, (json) => Array.isArray(json) && (!texts || json.every((item) => typeof item === 'string')));
    if (typeof list === 'string' && texts) list = oneOrSeveral(value, path, isGlobText(schema) ? /\n/ : /[,\n]/);
    else if (typeof list === 'string' && ['number', 'int', 'object'].includes(def.type))
      list = wrapped(element, value, reading, path);
  } else if (!Array.isArray(value) && ['number', 'int', 'object', 'boolean'].includes(def.type)) {
    list = wrapped(element, value, reading, path);
  }
  if (!Array.isArray(list)) return list;
  return list.map((item: unknown, index) => tolerate(element, item, reading, `${path}.${index}`));
}

/** Wraps a valid single item where a list is expected. */
function wrapped(element: z.core.$ZodType, value: unknown, reading: Reading, path: string): unknown {
  const item = tolerate(element, value, reading, path);
  const kind = bare(element).def.type;
  const fits = kind === 'object' ? isRecord(item) : typeof item === (kind === 'int' ? 'number' : kind);
  return fits ? [item] : value;
}

/** @param separators what could separate several items */
function oneOrSeveral(value: string, path: string, separators: RegExp): unknown {
  if (value.trim() === '') return value;
  if (separators.test(value))
    throw new ToolError(
      'invalid',
      `"${path.slice(1)}" must be a list: ${JSON.stringify(value.slice(0, 80))} could be one item or several. Write ["…"] or ["…", "…"].`,
    );
  return [value];
}

/**
 * Renames arguments to their own names; see `aliases` of a tool. Names that differ only in case, `_` or `-` are the
 * same.
 */
function toObject(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  value: unknown,
  reading: Reading,
  path: string,
): unknown {
  if (!isRecord(value)) return value;
  const names = Object.keys(shape);
  return fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const name = Object.hasOwn(shape, key) ? key : nameFor(key, names, value, reading);
      const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
      const read = schema === undefined ? item : tolerate(schema, item, reading, `${path}.${name}`);
      return read === undefined && schema !== undefined ? [] : [[name, read] as const];
    }),
  );
}

function nameFor(key: string, names: readonly string[], given: Record<string, unknown>, { aliases }: Reading): string {
  const alias = Object.hasOwn(aliases, key) ? aliases[key] : undefined;
  const meant =
    alias !== undefined && names.includes(alias) ? [alias] : names.filter((name) => folded(name) === folded(key));
  const [only] = meant;
  // An argument given under two names is left for the schema to reject.
  return only !== undefined && meant.length === 1 && !Object.hasOwn(given, only) ? only : key;
}

/** Keeps a value that matches one of the schemas, and otherwise converts it if exactly one conversion matches. */
function toUnion(options: readonly z.core.$ZodType[], value: unknown, reading: Reading, path: string): unknown {
  const fits = (schema: z.core.$ZodType, given: unknown) => (schema as z.ZodType).safeParse(given).success;
  if (options.some((schema) => fits(schema, value))) return value;
  const readings = options.flatMap((schema) => {
    const read = tolerate(schema, value, reading, path);
    return fits(schema, read) ? [read] : [];
  });
  return new Set(readings.map((read) => JSON.stringify(read))).size === 1 ? readings[0] : value;
}

function toJsonText(value: unknown, path: string, { warn }: Reading): unknown {
  let exact = true;
  const text = JSON.stringify(
    value,
    (_key, item: unknown) => {
      if (typeof item === 'number' && Number.isInteger(item) && !Number.isSafeInteger(item)) exact = false;
      return item;
    },
    2,
  );
  if (!exact) return value;
  warn(
    `"${path.slice(1)}" arrived as a JSON value and not as text; it was taken as JSON with two spaces of indentation`,
  );
  return `${text}\n`;
}

/** Builds an object. Unlike a literal, it keeps names such as `__proto__`. */
const fromEntries = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> =>
  Object.fromEntries(entries);
