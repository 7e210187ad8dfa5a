import { httpOptions } from '../common-options.ts';
import { ToolError } from '../errors.ts';
import { flagOf, parseFlags, UsageError, type Option, type Options } from '../options.ts';
import { pathsOf, type Machine } from './machine.ts';

/** A secret that the server reads from its environment, and its source on this command line. */
export interface SecretSource {
  /** The variable that is set, or the one to set. */
  variable: string;
  /** The preferred name of the variable. */
  name: string;
  /** The option's name, for the question of a host. */
  key: string;
  description: string;
  value: string | undefined;
  /** True if another option makes it unnecessary. */
  isCovered: boolean;
  otherwise: string | undefined;
}

/** A command line in a form that works from anywhere. */
export interface ServerArguments {
  /** Flags, then positional arguments; paths are absolute. */
  args: string[];
  /** Variables that name files with secrets. */
  env: Record<string, string>;
  /** Variables that are set here and became flags, because the host does not have them. */
  variables: string[];
  secrets: SecretSource[];
}

/**
 * Collects the settings for a server from flags and the environment. The command line is known to be valid.
 * @throws UsageError for options that make no sense in a host; ToolError `not_found` with the paths that do not exist.
 */
export function serverArgumentsOf(options: Options, argv: readonly string[], machine: Machine): ServerArguments {
  const { values, positionals } = parseFlags(options, argv);
  const own = Object.entries(options).filter(([key]) => !(key in httpOptions));
  for (const key of Object.keys(httpOptions)) {
    if (flagOf(key).slice(2) in values)
      throw new UsageError(
        `${flagOf(key)} is for serving over HTTP; a host starts the server itself, over stdin and stdout.`,
      );
  }
  const given: ServerArguments = { args: [], env: {}, variables: [], secrets: [] };
  const missing = pathsIn(options, argv, machine).filter(({ needed }) => !machine.exists(needed));
  if (missing.length > 0) {
    const named = missing.map(
      ({ text, needed }) => `"${text}" does not exist${needed === text ? '' : ` (${needed})`}.`,
    );
    const them = missing.length === 1 ? 'it' : 'them';
    throw new ToolError('not_found', `${named.join(' ')} Make ${them} first, or correct the command line.`);
  }
  const last: string[] = [];
  const set = new Set<string>();
  for (const [key, option] of own) {
    const flag = flagOf(key);
    const words = wordsOf(option, values[flag.slice(2)], positionals, machine);
    if (words === undefined) continue;
    if (option.type === 'boolean' && option.instead)
      throw new UsageError(`${flag} does something else than serving; a host cannot use it.`);
    set.add(key);
    if (words.isFromEnvironment) given.variables.push(option.env);
    const written = words.texts.map((text) => pathOf(option, text, machine)?.absolute ?? text);
    if (option.type === 'directories' && option.positional) last.push(...written);
    else if (option.type === 'boolean') given.args.push(flag);
    else given.args.push(...written.flatMap((text) => (text.startsWith('-') ? [`${flag}=${text}`] : [flag, text])));
  }
  given.args.push(...last);
  for (const [key, option] of own) {
    if (option.type === 'secret')
      readSecret(given, key, option, { machine, isCovered: option.unless?.some((one) => set.has(one)) === true });
  }
  return given;
}

/** Returns the values of an option as texts; undefined if it was not given. */
function wordsOf(
  option: Option,
  flagged: unknown,
  positionals: readonly string[],
  { env, platform }: Pick<Machine, 'env' | 'platform'>,
): { texts: string[]; isFromEnvironment: boolean } | undefined {
  const variable = env[option.env] ?? '';
  const lone = option.type === 'directories' && option.positional ? positionals : [];
  const flags: unknown[] = flagged === undefined ? [] : Array.isArray(flagged) ? flagged : [flagged];
  const texts = [...lone, ...flags.map(String)];
  if (option.type === 'secret') return undefined;
  if (texts.length > 0) return { texts, isFromEnvironment: false };
  if (variable === '') return undefined;
  if (option.type === 'boolean')
    return /^(1|true|yes|on)$/i.test(variable) ? { texts: ['true'], isFromEnvironment: true } : undefined;
  if (option.type !== 'directories') return { texts: [variable], isFromEnvironment: true };
  const parts = variable.split(pathsOf(platform).delimiter).filter((text) => text !== '');
  return { texts: parts, isFromEnvironment: true };
}

/** A path on the command line. */
export interface PathArgument {
  text: string;
  absolute: string;
  /** The path that must exist: itself, or the folder of a file that may not exist yet. */
  needed: string;
}

/** Returns the value of an option if it is a path. */
function pathOf(
  option: Option,
  text: string,
  { cwd, home, platform }: Pick<Machine, 'cwd' | 'home' | 'platform'>,
): PathArgument | undefined {
  const { resolve, dirname } = pathsOf(platform);
  const isFolder = option.type === 'directories' || option.type === 'directory';
  const kind = isFolder ? 'file' : option.type === 'string' ? option.path : undefined;
  const isLiteral = 'literals' in option && (option.literals ?? []).includes(text);
  if (kind === undefined || isLiteral || (kind === 'program' && !/[\\/]/.test(text))) return undefined;
  const absolute = resolve(cwd, /^~(?=[/\\]|$)/.test(text) ? home + text.slice(1) : text);
  return { text, absolute, needed: kind === 'newFile' ? dirname(absolute) : absolute };
}

/** Returns the paths on a valid command line. */
export function pathsIn(
  options: Options,
  argv: readonly string[],
  machine: Pick<Machine, 'cwd' | 'env' | 'home' | 'platform'>,
): PathArgument[] {
  const { values, positionals } = parseFlags(options, argv);
  return Object.entries(options).flatMap(([key, option]) => {
    const { texts } = wordsOf(option, values[flagOf(key).slice(2)], positionals, machine) ?? { texts: [] };
    return texts.flatMap((text) => pathOf(option, text, machine) ?? []);
  });
}

function readSecret(
  given: ServerArguments,
  key: string,
  { env: name, also = [], description, otherwise, expert }: Extract<Option, { type: 'secret' }>,
  { machine: { env, cwd, platform }, isCovered }: { machine: Machine; isCovered: boolean },
): void {
  const variables = [name, ...also];
  const found = variables.find((variable) => env[variable]?.trim());
  const named = variables.map((variable) => `${variable}_FILE`).find((variable) => env[variable]);
  if (found === undefined && named !== undefined) {
    given.env[named] = pathsOf(platform).resolve(cwd, env[named] ?? '');
    return;
  }
  // Not asked for, like other settings for experts.
  if (found === undefined && expert) return;
  given.secrets.push({
    variable: found ?? name,
    name,
    key,
    description,
    value: found === undefined ? undefined : env[found]?.trim(),
    isCovered,
    otherwise,
  });
}
