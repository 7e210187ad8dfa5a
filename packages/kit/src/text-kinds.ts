import type * as z from 'zod/v4';

/** Returns a function that marks a schema, and one that tells whether it was marked. */
function mark() {
  const marked = new WeakSet<z.core.$ZodType>();
  return {
    set<S extends z.core.$ZodType>(schema: S): S {
      marked.add(schema);
      return schema;
    },
    is: (schema: z.core.$ZodType): boolean => marked.has(schema),
  };
}

const json = mark();
const glob = mark();

/**
 * Marks a string argument that often holds JSON, such as the content of a file. Some hosts parse such a string and send
 * the object; the kit then writes it back with two spaces of indentation, and the answer says so.
 */
export const jsonText = json.set;

/** True if a schema was marked by {@link jsonText}. */
export const isJsonText = json.is;

/**
 * Marks a string in a list whose commas have a meaning, such as in the glob `*.{ts,tsx}`: one text in place of the list is
 * one item, with or without commas.
 */
export const globText = glob.set;

/** True if a schema was marked by {@link globText}. */
export const isGlobText = glob.is;
