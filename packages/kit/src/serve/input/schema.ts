import type * as z from 'zod/v4';

/** The parts of a schema's definition that are needed to read input. */
interface Definition {
  type: string;
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  element?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  getter?: () => z.core.$ZodType;
  options?: readonly z.core.$ZodType[];
  shape?: Readonly<Record<string, z.core.$ZodType>>;
  entries?: Readonly<Record<string, string | number>>;
  values?: readonly unknown[];
  checks?: readonly z.core.$ZodCheck[];
  format?: string;
}

/** A schema without its wrappers, and what they allow. */
export interface Bare {
  schema: z.core.$ZodType;
  def: Definition;
  optional: boolean;
  nullable: boolean;
}

/** Removes optional, default, nullable and similar wrappers. */
export function bare(schema: z.core.$ZodType): Bare {
  let optional = false;
  let nullable = false;
  let inner = schema;
  for (;;) {
    const def = inner._zod.def as unknown as Definition;
    if (def.type === 'optional' || def.type === 'default' || def.type === 'prefault' || def.type === 'catch')
      optional = true;
    if (def.type === 'nullable') nullable = true;
    const next = def.innerType ?? (def.type === 'pipe' ? def.in : def.type === 'lazy' ? def.getter?.() : undefined);
    if (next === undefined) return { schema: inner, def, optional, nullable };
    inner = next;
  }
}

/** Returns the schema of the value at a path, as far as the path is known. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let at: z.core.$ZodType | undefined = schema;
  for (const key of path) {
    if (at === undefined) return undefined;
    const { def } = bare(at);
    at = def.shape ? def.shape[String(key)] : (def.element ?? def.valueType);
  }
  return at;
}

/** Returns the values that an enum or literal allows; undefined for other schemas. */
export function choicesOf({ def }: Bare): unknown[] | undefined {
  if (def.type === 'enum') return Object.values(def.entries ?? {});
  return def.type === 'literal' ? [...(def.values ?? [])] : undefined;
}

/** Describes what a schema expects: `string`, `whole number from 1 to 9`, `list of strings`. */
export function inWords(schema: z.core.$ZodType): string {
  const one = bare(schema);
  const choices = choicesOf(one);
  if (choices !== undefined)
    return choices.length === 1
      ? JSON.stringify(choices[0])
      : `one of ${choices.map((c) => JSON.stringify(c)).join(', ')}`;
  const { def } = one;
  const { low, high, whole } = boundsOf(def.checks ?? [], def.format);
  switch (def.type) {
    case 'number':
    case 'int':
      return `${whole ? 'whole number' : 'number'}${range(low, high)}`;
    case 'string':
      return low === undefined && high === undefined ? 'string' : `string of${bounds(low, high)} characters`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list of${low === undefined && high === undefined ? '' : bounds(low, high)} ${plural(def.element)}`;
    case 'object':
      return `object with ${Object.keys(def.shape ?? {}).join(', ')}`;
    case 'record':
      return 'object';
    case 'union':
      return (def.options ?? []).map(inWords).join(' or ');
    default:
      return 'value';
  }
}

interface Check {
  check: string;
  format?: string;
  value?: number;
  inclusive?: boolean;
  minimum?: number;
  maximum?: number;
}

/** Describes the bounds of a number, or of the length of a string or list. */
function boundsOf(
  checks: readonly z.core.$ZodCheck[],
  format?: string,
): { low?: number; high?: number; whole: boolean } {
  const found: { low?: number; high?: number; whole: boolean } = { whole: format?.includes('int') === true };
  for (const one of checks) {
    const { check, value, inclusive, minimum, maximum, format: of } = one._zod.def as unknown as Check;
    const open = inclusive === false && found.whole ? 1 : 0;
    if (check === 'number_format' && of?.includes('int')) found.whole = true;
    if (check === 'greater_than' && value !== undefined) found.low = value + open;
    if (check === 'less_than' && value !== undefined) found.high = value - open;
    if (minimum !== undefined) found.low = minimum;
    if (maximum !== undefined) found.high = maximum;
  }
  return found;
}

const range = (low?: number, high?: number): string => {
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
  if (low !== undefined) return ` of at least ${low}`;
  return high === undefined ? '' : ` of at most ${high}`;
};

const bounds = (low?: number, high?: number): string => {
  if (low !== undefined && high !== undefined) return ` ${low} to ${high}`;
  return low !== undefined ? ` at least ${low}` : ` at most ${high}`;
};

function plural(element: z.core.$ZodType | undefined): string {
  if (element === undefined) return 'values';
  const words = inWords(element);
  const { def } = bare(element);
  if (def.type === 'string' || def.type === 'number' || def.type === 'int')
    return words.replace(/^(string|whole number|number)/, '$1s');
  if (def.type === 'object') return words.replace(/^object/, 'objects');
  return def.type === 'array' ? words.replace(/^list/, 'lists') : `values (each ${words})`;
}
