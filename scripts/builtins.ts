import { isBuiltin } from 'node:module';
import { promisify } from 'node:util';
import type { RolldownPlugin } from 'rolldown';

const getter = '\0builtin';
const prefix = `${getter}:`;

/** Modules that load with the first call of one of their functions. Setting up OpenSSL takes a tenth of a start. */
const late: ReadonlySet<string> = new Set(['child_process', 'crypto', 'fs/promises', 'v8', 'vm']);

/**
 * Takes Node's own modules from `process.getBuiltinModule`. An `import` of one reads all that it exports, and some of that loads
 * other modules when it is read: `util` loads threads, `fs` the editor of command lines.
 */
export const leanBuiltins: RolldownPlugin = {
  name: 'lean-builtins',
  resolveId(id, importer, { kind }) {
    if (id === getter) return id;
    if (kind !== 'import-statement' || !isBuiltin(id) || importer?.startsWith('\0')) return undefined;
    // One for each importer: a shared one would be a chunk, and read at a start what only a later chunk uses.
    return `${prefix}${id.replace(/^node:/, '')}:${importer?.replaceAll(/[\\/]/g, '|')}`;
  },
  load(id) {
    if (id === getter) return { code: getterModule, moduleType: 'js', moduleSideEffects: false };
    if (!id.startsWith(prefix)) return undefined;
    const [name = ''] = id.slice(prefix.length).split(':');
    return { code: late.has(name) ? lateModule(name) : earlyModule(name), moduleType: 'js', moduleSideEffects: false };
  },
};

/** Node 21, and 22 before 22.3, have no such function. */
const getterModule = `import { createRequire } from 'node:module';
export const get = process.getBuiltinModule ?? /* @__PURE__ */ createRequire(import.meta.url);`;

const got = (name: string): string => `/* @__PURE__ */ get(${JSON.stringify(`node:${name}`)})`;

/** @param valueOf returns the expression for what is exported under a name; `all` is what it is taken from. */
function moduleOf(name: string, all: string, valueOf: (key: string, value: unknown) => string): string {
  const values = exported(name).map(([key, value], index) => `const v${index} = ${valueOf(key, value)};`);
  const names = exported(name).map(([key], index) => `v${index} as ${key}`);
  return `import { get } from ${JSON.stringify(getter)};
${all}
${values.join('\n')}
export { ${names.join(', ')} };`;
}

const earlyModule = (name: string): string =>
  moduleOf(name, `const all = ${got(name)};\nexport default all;`, (key) => `/* @__PURE__ */ (() => all.${key})()`);

const lateModule = (name: string): string =>
  moduleOf(
    name,
    `let loaded;\nconst all = () => (loaded ??= ${got(name)});\nexport default /* @__PURE__ */ all();`,
    lateValue,
  );

/** A function that loads the module with its first call. A class or a constant loads it when its chunk does. */
function lateValue(key: string, value: unknown): string {
  if (typeof value !== 'function' || isClass(value)) return `/* @__PURE__ */ (() => all().${key})()`;
  const call = `(...given) => all().${key}(...given)`;
  if (!(promisify.custom in value)) return call;
  // The form of it that `promisify` takes.
  const get = `{ get: () => all().${key}[symbol] }`;
  return `/* @__PURE__ */ ((symbol) => Object.defineProperty(${call}, symbol, ${get}))(Symbol.for('nodejs.util.promisify.custom'))`;
}

const exported = (name: string): [string, unknown][] =>
  Object.entries(process.getBuiltinModule(name) as object).filter(([key]) => /^\w+$/.test(key) && key !== 'default');

const isClass = ({ name }: { name: string }): boolean => /^[A-Z]/.test(name);
