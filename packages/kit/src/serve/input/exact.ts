import type * as z from 'zod/v4';
import { isRecord } from '../../is-record.ts';
import { bare } from './schema.ts';

/** The types of arguments that are single values, by the type of their schema. */
const single: Readonly<Record<string, string>> = {
  string: 'string',
  enum: 'string',
  number: 'number',
  int: 'number',
  boolean: 'boolean',
};

const known = new WeakMap<z.ZodObject, Readonly<Record<string, string>>>();

/** Returns the types of those arguments of a schema that are single values. */
function typesOf(schema: z.ZodObject): Readonly<Record<string, string>> {
  let types = known.get(schema);
  if (types === undefined) {
    const found: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const [name, value] of Object.entries(schema.shape)) {
      const type = single[bare(value).def.type];
      if (type !== undefined) found[name] = type;
    }
    known.set(schema, (types = found));
  }
  return types;
}

/**
 * True if all arguments are single values of the announced types under their own names: nothing has to be read
 * tolerantly, and there is nothing in them to count or to be unknown.
 */
export function isExact(schema: z.ZodObject, given: unknown): boolean {
  if (!isRecord(given)) return false;
  const types = typesOf(schema);
  for (const name in given) if (typeof given[name] !== types[name]) return false;
  return true;
}
