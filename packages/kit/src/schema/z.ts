/**
 * The functions of the schema library that tools use, with its types. Loading the library and making the schemas of one tool
 * takes most of the time of a first call, so a schema is recorded, and made when something but a quick check needs it.
 */
import type * as zod from 'zod/v4';
import { needing, recorder } from './recorded.ts';

export type * from 'zod/v4';

const anEnum: typeof zod.enum = recorder('enum');
export { anEnum as enum };

export const string: typeof zod.string = recorder('string');
export const number: typeof zod.number = recorder('number');
export const int: typeof zod.int = recorder('int');
export const boolean: typeof zod.boolean = recorder('boolean');
export const unknown: typeof zod.unknown = recorder('unknown');
export const any: typeof zod.any = recorder('any');
export const array: typeof zod.array = recorder('array');
export const tuple: typeof zod.tuple = recorder('tuple');
export const object: typeof zod.object = recorder('object');
export const strictObject: typeof zod.strictObject = recorder('strictObject');
export const looseObject: typeof zod.looseObject = recorder('looseObject');
export const record: typeof zod.record = recorder('record');
export const union: typeof zod.union = recorder('union');
export const literal: typeof zod.literal = recorder('literal');
export const preprocess: typeof zod.preprocess = recorder('preprocess');
export const coerce = {
  string: recorder('coerce', 'string'),
  number: recorder('coerce', 'number'),
  boolean: recorder('coerce', 'boolean'),
} as Pick<typeof zod.coerce, 'string' | 'number' | 'boolean'>;
export const prettifyError: typeof zod.prettifyError = needing('prettifyError');
