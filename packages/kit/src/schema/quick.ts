import { recordOf, type Recorded } from './recorded.ts';

/** The result of a check that did not accept the value. The schema itself then words the reason. */
export const refused = Symbol('refused');

type Check = (value: unknown) => unknown;

interface Quick {
  check: Check;
  /** The fields of an object. */
  fields?: ReadonlyMap<string, Quick>;
  /** True if the value may be absent. `ifAbsent` then gives its default; without one it stays absent. */
  optional?: boolean;
  ifAbsent?: () => unknown;
}

/**
 * Returns a check that accepts what the schema accepts, with the same result, or less; undefined for schemas that only the
 * library can check. Unknown fields are refused at every level.
 */
export function quickOf(schema: object): Quick | undefined {
  const recorded = recordOf(schema);
  return recorded && quick(recorded);
}

function quick({ base, call: [name = '', ...others], args }: Recorded): Quick | undefined {
  if (others.length > 0) return undefined;
  if (base === undefined) return first(name, args);
  const inner = quick(base);
  return inner && further(inner, base, name, args);
}

function first(name: string, args: readonly unknown[]): Quick | undefined {
  switch (name) {
    case 'string':
    case 'boolean':
      return args.length > 0 ? undefined : { check: (value) => (typeof value === name ? value : refused) };
    case 'number':
      return args.length > 0 ? undefined : { check: (value) => (Number.isFinite(value) ? value : refused) };
    case 'unknown':
      return args.length > 0 ? undefined : { check: (value) => value };
    case 'enum': {
      const [choices] = args;
      if (!Array.isArray(choices) || args.length > 1) return undefined;
      const known = new Set<unknown>(choices);
      return { check: (value) => (known.has(value) ? value : refused) };
    }
    case 'array':
      return args.length > 1 ? undefined : list(args[0]);
    case 'object':
      return args.length > 1 ? undefined : object(args[0]);
    default:
      return undefined;
  }
}

/** Adds what a method of a schema adds to it. */
function further(inner: Quick, base: Recorded, name: string, args: readonly unknown[]): Quick | undefined {
  const [value] = args;
  switch (name) {
    case 'describe':
    case 'meta':
      return inner;
    case 'optional':
      return { ...inner, optional: true };
    case 'default':
      if (typeof value === 'function' || inner.fields !== undefined) return undefined;
      return { ...inner, optional: true, ifAbsent: () => (Array.isArray(value) ? [...(value as unknown[])] : value) };
    case 'nullable':
      return inner.optional ? undefined : { check: (given) => (given === null ? given : inner.check(given)) };
    case 'strict':
      return inner.fields && inner;
    case 'refine':
      return isOfOne(value) && !inner.optional ? narrowed(inner, (given) => Boolean(value(given))) : undefined;
    case 'transform':
      return isOfOne(value) && !inner.optional ? changed(inner, value) : undefined;
    case 'int':
      return kindOf(base) === 'number' ? narrowed(inner, Number.isSafeInteger) : undefined;
    case 'min':
    case 'max': {
      const kind = kindOf(base);
      const isSize = kind === 'string' || kind === 'array';
      if (typeof value !== 'number' || (kind !== 'number' && !isSize)) return undefined;
      const sizeOf = (given: unknown) => (isSize ? (given as string | unknown[]).length : (given as number));
      return narrowed(inner, (given) => (name === 'min' ? sizeOf(given) >= value : sizeOf(given) <= value));
    }
    default:
      return undefined;
  }
}

/** A function of the value alone: one with a second parameter reports faults in another way. */
const isOfOne = (value: unknown): value is (given: unknown) => unknown =>
  typeof value === 'function' && value.length <= 1;

function changed({ check }: Quick, change: (value: unknown) => unknown): Quick {
  return {
    check(value) {
      const checked = check(value);
      return checked === refused ? refused : change(checked);
    },
  };
}

const kindOf = ({ base, call }: Recorded): string | undefined => (base === undefined ? call[0] : kindOf(base));

function narrowed(inner: Quick, fits: (value: unknown) => boolean): Quick {
  const { check } = inner;
  return {
    ...inner,
    check(value) {
      const checked = check(value);
      return checked !== refused && fits(checked) ? checked : refused;
    },
  };
}

function list(item: unknown): Quick | undefined {
  const inner = typeof item === 'object' && item !== null ? quickOf(item) : undefined;
  if (inner === undefined || inner.optional) return undefined;
  return {
    check(value) {
      if (!Array.isArray(value)) return refused;
      const checked: unknown[] = [];
      for (const one of value) {
        const result = inner.check(one);
        if (result === refused) return refused;
        checked.push(result);
      }
      return checked;
    },
  };
}

function object(shape: unknown): Quick | undefined {
  if (typeof shape !== 'object' || shape === null) return undefined;
  const fields = new Map<string, Quick>();
  for (const [name, field] of Object.entries(shape)) {
    const inner = typeof field === 'object' && field !== null ? quickOf(field as object) : undefined;
    if (inner === undefined) return undefined;
    fields.set(name, inner);
  }
  return { fields, check: (value) => fieldsOf(fields, value) };
}

function fieldsOf(fields: ReadonlyMap<string, Quick>, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused;
  const given = value as Readonly<Record<string, unknown>>;
  for (const name in given) if (!fields.has(name)) return refused;
  const checked: Record<string, unknown> = {};
  for (const [name, { check, optional, ifAbsent }] of fields) {
    if (!Object.hasOwn(given, name)) {
      if (optional !== true) return refused;
      if (ifAbsent !== undefined) checked[name] = ifAbsent();
      continue;
    }
    const result = check(given[name]);
    if (result === refused) return refused;
    checked[name] = result;
  }
  return checked;
}
