import * as zod from 'zod/v4';
import { provide } from './recorded.ts';

export { real } from './recorded.ts';

/**
 * The schema library itself. Importing this module loads it, and gives it to the schemas that were only recorded. The
 * functions are named one by one, so that a build leaves out the rest.
 */
export const z = provide({
  any: zod.any,
  array: zod.array,
  boolean: zod.boolean,
  coerce: { boolean: zod.coerce.boolean, number: zod.coerce.number, string: zod.coerce.string },
  enum: zod.enum,
  int: zod.int,
  literal: zod.literal,
  looseObject: zod.looseObject,
  number: zod.number,
  object: zod.object,
  preprocess: zod.preprocess,
  prettifyError: zod.prettifyError,
  record: zod.record,
  strictObject: zod.strictObject,
  string: zod.string,
  tuple: zod.tuple,
  union: zod.union,
  unknown: zod.unknown,
  ZodError: zod.ZodError,
});
