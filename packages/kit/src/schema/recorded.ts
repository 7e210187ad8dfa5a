import type * as zod from 'zod/v4';
import { globText, isGlobText, isJsonText, jsonText } from '../text-kinds.ts';

/** The functions of the library that are used, by name. */
type Library = Readonly<Record<string, object>>;
type Made = zod.core.$ZodType;

/** A schema as the calls that make it: `z.string().optional()` is `string()`, then `optional()` on that. */
export interface Recorded {
  /** The schema that the call was made on; undefined for the first call, on the library itself. */
  base: Recorded | undefined;
  /** Names from the library or schema to the function, such as `coerce`, `string`. */
  call: readonly string[];
  args: readonly unknown[];
  /** The schema itself, once it was needed. */
  made?: Made;
  /** Stands for the schema in the code of tools. */
  stand: object;
}

/** Methods that return another schema. Everything else of a schema needs the library. */
const chain = new Set(
  (
    'optional nullable nullish default prefault catch describe meta brand readonly min max length nonempty regex int gt gte lt lte ' +
    'positive negative nonnegative multipleOf finite safe startsWith endsWith includes trim toLowerCase toUpperCase ' +
    'refine superRefine check overwrite transform pipe and or array extend safeExtend merge pick omit partial required strict ' +
    'loose strip passthrough catchall'
  ).split(' '),
);

/** Methods that can wait for the library, for what is parsed outside a call's input and output. */
const loading = new Set(['parseAsync', 'safeParseAsync']);

const records = new WeakMap<object, Recorded>();
let library: Library | undefined;

/** Gives the library to all schemas, which need it for everything but quick checks. Returns it. */
export function provide<Functions extends Library>(functions: Functions): Functions {
  library = functions;
  return functions;
}

export const recordOf = (schema: object): Recorded | undefined => records.get(schema);

/** Returns a function of the library that makes a schema, without the library. */
export const recorder =
  (...call: string[]) =>
  (...args: unknown[]): never =>
    record(undefined, call, args) as never;

/** Returns a function of the library that needs it. */
export const needing =
  (name: string) =>
  (...args: unknown[]): never =>
    Reflect.apply(
      Reflect.get(loaded(name), name) as (...args: unknown[]) => unknown,
      undefined,
      args.map(real),
    ) as never;

/** Returns the schema that a recorded one stands for; other values as they are. */
export function real<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  const recorded = records.get(value);
  if (recorded !== undefined) return make(recorded) as T;
  if (Array.isArray(value)) return value.map(real) as T;
  return Object.getPrototypeOf(value) === Object.prototype
    ? (Object.fromEntries(Object.entries(value).map(([key, part]) => [key, real(part)])) as T)
    : value;
}

function make(recorded: Recorded): Made {
  if (recorded.made !== undefined) return recorded.made;
  const { base, call, args, stand } = recorded;
  let on: object = base === undefined ? loaded(call.join('.')) : make(base);
  for (const name of call.slice(0, -1)) on = Reflect.get(on, name) as object;
  const act = Reflect.get(on, call.at(-1) ?? '') as (...args: unknown[]) => Made;
  const made = Reflect.apply(act, on, args.map(real));
  if (isJsonText(stand as Made)) jsonText(made);
  if (isGlobText(stand as Made)) globText(made);
  recorded.made = made;
  return made;
}

function loaded(what: string): Library {
  if (library === undefined)
    throw new Error(
      `The schema library is loaded when it is first needed: in a handler call parseAsync or safeParseAsync (${what}).`,
    );
  return library;
}

function record(base: Recorded | undefined, call: readonly string[], args: readonly unknown[]): object {
  const recorded: Recorded = { base, call, args, stand: {} };
  recorded.stand = new Proxy(recorded.stand, {
    get(_, name) {
      if (typeof name === 'string' && chain.has(name)) return (...more: unknown[]) => record(recorded, [name], more);
      // `await` and printing ask every value for these.
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined;
      if (library === undefined && typeof name === 'string' && loading.has(name))
        return async (...more: unknown[]) => {
          await import('./zod.ts');
          return (Reflect.get(make(recorded), name) as (...more: unknown[]) => unknown)(...more);
        };
      const schema = make(recorded);
      const value: unknown = Reflect.get(schema, name);
      return typeof value === 'function' ? (value.bind(schema) as unknown) : value;
    },
    has: (_, name) => Reflect.has(make(recorded), name),
  });
  records.set(recorded.stand, recorded);
  return recorded.stand;
}
