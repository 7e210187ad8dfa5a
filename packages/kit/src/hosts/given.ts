import { existsSync } from 'node:fs';
import { httpOptions } from '../common-options.ts';
import { ToolError } from '../errors.ts';
import { flagOf, parseFlags, UsageError, type Option, type Options } from '../options.ts';
import { pathsOf, type Machine } from './machine.ts';

/** A secret that the server takes from its environment, and where this command line has it from. */
export interface GivenSecret {
  /** The variable that is set, or the one that could be. */
  variable: string;
  /** The name that it is known by first. */
  name: string;
  /** The option's name, for what a host asks. */
  key: string;
  description: string;
  value: string | undefined;
  /** Another option makes it unnecessary. */
  isCovered: boolean;
  otherwise: string | undefined;
}

/** A command line, written as it works from anywhere. */
export interface Given {
  /** Flags, then what stands without one; paths are absolute. */
  args: string[];
  /** Variables that name files with secrets. */
  env: Record<string, string>;
  /** Variables that are set here and became flags, because a host does not have them. */
  variables: string[];
  secrets: GivenSecret[];
}

/**
 * What was given for a server, by flags or the environment. The command line is known to be right.
 * @throws UsageError for what makes no sense in a host; ToolError `not_found` that names the paths that are not there.
 */
export function givenOf(options: Options, argv: readonly string[], machine: Machine): Given {
  const { values, positionals } = parseFlags(options, argv);
  const own = Object.entries(options).filter(([key]) => !(key in httpOptions));
  for (const key of Object.keys(httpOptions)) {
    if (flagOf(key).slice(2) in values)
      throw new UsageError(
        `${flagOf(key)} is for serving over HTTP; a host starts the server itself, over stdin and stdout.`,
      );
  }
  const given: Given = { args: [], env: {}, variables: [], secrets: [] };
  const missing: string[] = [];
  const places = placesOn(machine, missing);
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
    const written = words.texts.map((text) => places(option, text));
    if (option.type === 'directories' && option.positional) last.push(...written);
    else if (option.type === 'boolean') given.args.push(flag);
    else given.args.push(...written.flatMap((text) => (text.startsWith('-') ? [`${flag}=${text}`] : [flag, text])));
  }
  if (missing.length > 0)
    throw new ToolError(
      'not_found',
      `${missing.join(' ')} Make ${missing.length === 1 ? 'it' : 'them'} first, or correct the command line.`,
    );
  given.args.push(...last);
  for (const [key, option] of own) {
    if (option.type === 'secret')
      readSecret(given, key, option, { machine, isCovered: option.unless?.some((one) => set.has(one)) === true });
  }
  return given;
}

/** The values of an option as texts; undefined when it was not given. */
function wordsOf(
  option: Option,
  flagged: unknown,
  positionals: readonly string[],
  { env, platform }: Machine,
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
  return { texts: variable.split(pathsOf(platform).delimiter).filter((text) => text !== ''), isFromEnvironment: true };
}

/** Makes paths absolute, and notes those that are not there. */
function placesOn({ cwd, home, platform }: Machine, missing: string[]): (option: Option, text: string) => string {
  const { resolve, dirname } = pathsOf(platform);
  return (option, text) => {
    const kind =
      option.type === 'directories' || option.type === 'directory'
        ? 'file'
        : option.type === 'string'
          ? option.path
          : undefined;
    const isLiteral = 'literals' in option && (option.literals ?? []).includes(text);
    if (kind === undefined || isLiteral || (kind === 'program' && !/[\\/]/.test(text))) return text;
    const absolute = resolve(cwd, /^~(?=[/\\]|$)/.test(text) ? home + text.slice(1) : text);
    const needed = kind === 'newFile' ? dirname(absolute) : absolute;
    if (!existsSync(needed)) missing.push(`"${text}" does not exist${needed === text ? '' : ` (${needed})`}.`);
    return absolute;
  };
}

function readSecret(
  given: Given,
  key: string,
  { env: name, also = [], description, otherwise }: Extract<Option, { type: 'secret' }>,
  { machine: { env, cwd, platform }, isCovered }: { machine: Machine; isCovered: boolean },
): void {
  const variables = [name, ...also];
  const found = variables.find((variable) => env[variable]?.trim());
  const named = variables.map((variable) => `${variable}_FILE`).find((variable) => env[variable]);
  if (found === undefined && named !== undefined) {
    given.env[named] = pathsOf(platform).resolve(cwd, env[named] ?? '');
    return;
  }
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
