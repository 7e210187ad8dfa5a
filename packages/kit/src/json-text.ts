import type * as z from 'zod/v4';

const marked = new WeakSet<z.core.$ZodType>();

/**
 * Marks a string argument that often holds JSON, such as the content of a file. Some hosts parse such a string and send
 * the object; the kit then writes it back with two spaces of indentation, and the answer says so.
 */
export function jsonText<S extends z.core.$ZodType>(schema: S): S {
  marked.add(schema);
  return schema;
}

/** True if a schema was marked by {@link jsonText}. */
export const isJsonText = (schema: z.core.$ZodType): boolean => marked.has(schema);
