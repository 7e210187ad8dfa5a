import { homedir } from 'node:os';
import { parseArgs } from 'node:util';
import { setupEntries } from './setup/flags.ts';

interface Common {
  description: string;
  /** The environment variable that sets it. */
  env: string;
  /** An earlier name of that variable, read where the current one is not set: ignoring it would allow more than was meant. */
  formerEnv?: string;
  /** Left out of forms that ask for settings; documented all the same. */
  expert?: true;
}

interface PathLike {
  /** Values that are not paths, such as `:memory:`. */
  literals?: readonly string[];
}

/** A setting for starting a server. Flags, environment variables, help and documentation are derived from it. */
export type Option =
  /** `instead`: a one-off action such as sign-in, after which the process exits. */
  | (Common & { type: 'boolean'; default: boolean; instead?: true })
  /** An invalid value in the environment is reported and replaced by the default, unless `strict`. */
  | (Common & { type: 'number'; default?: number; min: number; max: number; strict?: true })
  /**
   * `path`: the value names a file, a file that may not exist yet, or a program (looked up on the PATH if it has no
   * folder).
   */
  | (Common & PathLike & { type: 'string'; default?: string; path?: 'file' | 'newFile' | 'program' })
  /**
   * `lenient`: handles an invalid value in the environment like a number does, because no one's safety depends on it.
   */
  | (Common & { type: 'choice'; choices: readonly string[]; default: string; lenient?: true })
  /** Values separated by commas; a flag that is given again adds to them. */
  | (Common & { type: 'list' })
  /**
   * A repeatable flag; in the environment separated like PATH. `positional`: also accepts arguments without a flag.
   * `files`: the values usually name files.
   */
  | (Common &
      PathLike & { type: 'directories'; positional?: true; required?: true; placeholder?: string; files?: true })
  | (Common & { type: 'directory'; required?: true })
  /**
   * Read from the environment only, because flags show in the process list. `also` lists other names of the variable;
   * each name can take the suffix `_FILE` and then names a file that holds the secret. `unless` lists options that make
   * it unnecessary; `otherwise` describes the alternatives in a sentence.
   */
  | (Common & { type: 'secret'; also?: readonly string[]; unless?: readonly string[]; otherwise?: string });

export type Options = Readonly<Record<string, Option>>;

type Value<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { type: 'number'; default: number }
    ? number
    : O extends { type: 'number' }
      ? number | undefined
      : O extends { type: 'choice'; choices: readonly (infer C)[] }
        ? C
        : O extends { type: 'list' | 'directories' }
          ? string[]
          : O extends { type: 'directory'; required: true } | { type: 'string'; default: string }
            ? string
            : string | undefined;

export type Values<O extends Options> = { [K in keyof O]: Value<O[K]> };

/** An error in the command line; the message explains it. */
export class UsageError extends Error {}

export const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

/**
 * Reads options: flags override the environment, and the environment overrides defaults.
 * @param warn receives a sentence for each value from the environment that was replaced by its default.
 */
export function parseOptions<O extends Options>(
  options: O,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  delimiter: string,
  warn: (sentence: string) => void = () => {},
): Values<O> {
  const { values: given, positionals } = parseFlags(options, argv);
  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(options)) {
    const flag = flagOf(key);
    const fromFlag = given[flag.slice(2)];
    const fromEnv = fromEnvironment(option, env, warn);
    try {
      values[key] = withHome(option, read(option, flag, fromFlag, fromEnv, delimiter, positionals), env);
    } catch (error) {
      if (fromFlag !== undefined || !(error instanceof UsageError) || !isLenient(option)) throw error;
      warn(`${error.message} It is ignored.`);
      values[key] = option.default;
    }
  }
  return values as Values<O>;
}

function fromEnvironment(
  { env: name, formerEnv }: Option,
  env: NodeJS.ProcessEnv,
  warn: (sentence: string) => void,
): string | undefined {
  const former = formerEnv === undefined ? undefined : env[formerEnv];
  if (env[name] || !former) return env[name] === '' ? undefined : env[name];
  warn(`${formerEnv} is an earlier name of ${name}; use that.`);
  return former;
}

/**
 * True if an invalid value in the environment may be ignored: limits have safe defaults, permissions must be
 * understood.
 */
const isLenient = (option: Option): option is Option & { type: 'number' | 'choice' } =>
  (option.type === 'number' && option.strict !== true) || (option.type === 'choice' && option.lenient === true);

/** Expands `~` in paths, because hosts start servers without a shell. */
function withHome(option: Option, value: unknown, env: NodeJS.ProcessEnv): unknown {
  const isPath = option.type === 'directories' || option.type === 'directory' || 'path' in option;
  if (!isPath) return value;
  const literals = 'literals' in option ? (option.literals ?? []) : [];
  const expand = (path: unknown): unknown => {
    if (typeof path !== 'string' || literals.includes(path) || !/^~($|[/\\])/.test(path)) return path;
    return (env['HOME'] ?? env['USERPROFILE'] ?? homedir()) + path.slice(1);
  };
  return Array.isArray(value) ? value.map(expand) : expand(value);
}

/** Splits a command line into flags and positional arguments. */
export function parseFlags(options: Options, argv: readonly string[]) {
  const flags = Object.fromEntries(
    Object.entries(options)
      .filter(([, option]) => option.type !== 'secret')
      .map(([key, option]) => [
        flagOf(key).slice(2),
        {
          type: option.type === 'boolean' ? ('boolean' as const) : ('string' as const),
          multiple: option.type === 'directories' || option.type === 'list',
        },
      ]),
  );
  const allowPositionals = Object.values(options).some((option) => option.type === 'directories' && option.positional);
  try {
    return parseArgs({ args: [...argv], options: flags, strict: true, allowPositionals });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

function read(
  option: Option,
  flag: string,
  fromFlag: unknown,
  fromEnv: string | undefined,
  delimiter: string,
  positionals: string[],
): unknown {
  const text = typeof fromFlag === 'string' ? fromFlag : fromEnv;
  const given = typeof fromFlag === 'string' ? flag : option.env;
  const missing = () => new UsageError(`${flag} (or ${option.env}) is required: ${option.description}`);
  switch (option.type) {
    case 'boolean':
      if (typeof fromFlag === 'boolean') return fromFlag;
      if (fromEnv === undefined) return option.default;
      if (/^(1|true|yes|on)$/i.test(fromEnv)) return true;
      if (/^(0|false|no|off)$/i.test(fromEnv)) return false;
      throw new UsageError(`${option.env} must be true or false, not "${fromEnv}".`);
    case 'number': {
      if (text === undefined) return option.default;
      const value = Number(text);
      if (!Number.isInteger(value) || value < option.min || value > option.max) {
        throw new UsageError(`${given} must be a whole number from ${option.min} to ${option.max}, not "${text}".`);
      }
      return value;
    }
    case 'choice':
      if (text === undefined) return option.default;
      if (!option.choices.includes(text))
        throw new UsageError(`${given} must be one of ${option.choices.join(', ')}, not "${text}".`);
      return text;
    case 'list':
      return (Array.isArray(fromFlag) ? fromFlag.join(',') : (text ?? ''))
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    case 'directories': {
      const flagged = Array.isArray(fromFlag) ? fromFlag : [];
      const all = [...(option.positional ? positionals : []), ...flagged];
      const values = all.length > 0 ? all : (fromEnv?.split(delimiter).filter((item) => item !== '') ?? []);
      if (values.length === 0 && option.required) throw missing();
      if (values.includes('')) throw new UsageError('A folder was given as an empty text.');
      return values;
    }
    case 'directory':
      if (text === undefined && option.required) throw missing();
      return text;
    case 'string':
      return text ?? option.default;
    case 'secret':
      return fromEnv;
  }
}

/** Returns the text of `--help`. */
export function helpText(command: string, title: string, options: Options): string {
  const positional = Object.entries(options).find(([, option]) => option.type === 'directories' && option.positional);
  const rows = Object.entries(options).map(([key, option]) => [
    option.type === 'secret'
      ? ''
      : option === positional?.[1]
        ? `${placeholderOf(option)} ...`
        : `${flagOf(key)}${argumentOf(option)}`,
    option.env,
    `${option.description}${defaultOf(option)}`,
  ]);
  for (const [key, { argument, description }] of setupEntries())
    rows.push([argument === undefined ? flagOf(key) : `${flagOf(key)} ${argument}`, '', description]);
  rows.push(['--help', '', 'Show this.'], ['--version', '', 'Show the version.']);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map(
    ([flag = '', env = '', text = '']) => `  ${flag.padEnd(width(0))}  ${env.padEnd(width(1))}  ${text}`,
  );
  return [title, '', usageLine(command, options), '', ...lines, ''].join('\n');
}

/** Returns the first line of the help. */
export function usageLine(command: string, options: Options): string {
  const positional = Object.values(options).find((option) => option.type === 'directories' && option.positional);
  return `Usage: ${command} [options]${positional ? ` ${placeholderOf(positional)} ...` : ''}`;
}

/** Returns the placeholder for a value in the help. Most repeatable options take folders. */
export const placeholderOf = (option: Option): string =>
  `<${('placeholder' in option && option.placeholder) || 'folder'}>`;

function argumentOf(option: Option): string {
  if (option.type === 'boolean') return '';
  if (option.type === 'choice') return ` ${option.choices.join('|')}`;
  if (option.type === 'number') return ' <n>';
  if (option.type === 'list') return ' <a,b>';
  return option.type === 'directory' || option.type === 'directories' ? ` ${placeholderOf(option)}` : ' <text>';
}

export function defaultOf(option: Option): string {
  if (!('default' in option) || option.default === undefined || option.default === false) return '';
  return ` Default: ${String(option.default)}.`;
}
