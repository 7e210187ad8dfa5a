import { flagOf, UsageError } from '../options.ts';
import { hostNames, setupEntries, type HostName } from './flags.ts';
import { isHostName } from './hosts/index.ts';
import type { Scope } from './place.ts';

/** The parsed setup action of a command line. */
export interface SetupRequest {
  action: 'install' | 'uninstall' | 'doctor';
  /** Undefined if the doctor should check every host. */
  host: HostName | undefined;
  /** The name of the entry, if given. */
  name: string | undefined;
  /** Undefined if no scope was given: the user's, and for the doctor both. */
  scope: Scope | undefined;
  profile: string | undefined;
  pin: boolean;
  yes: boolean;
  saveSecrets: boolean;
  /** The server's own flags and folders. */
  rest: string[];
}

/**
 * Separates the setup flags from the rest of a command line.
 * @throws UsageError
 */
export function readCommandLine(argv: readonly string[]): SetupRequest {
  const found = new Map<string, string | undefined>();
  const rest: string[] = [];
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [flag, joined] = splitAt(word, '=');
    const [key, known] = setupEntries().find(([key]) => flagOf(key) === flag) ?? [];
    if (key === undefined || known === undefined) {
      rest.push(word);
      continue;
    }
    if (found.has(key)) throw new UsageError(`${flag} is given twice.`);
    if (known.argument === undefined) {
      if (joined !== undefined) throw new UsageError(`${flag} takes no value.`);
      found.set(key, undefined);
      continue;
    }
    const follows = joined ?? (words[0]?.startsWith('-') === false ? words.shift() : undefined);
    if (follows === undefined && !known.argument.startsWith('['))
      throw new UsageError(`${flag} needs ${known.argument}.`);
    found.set(key, follows);
  }
  const actions = (['install', 'uninstall', 'doctor'] as const).filter((action) => found.has(action));
  const [action, other] = actions;
  if (action === undefined || other !== undefined)
    throw new UsageError(`Only one of ${actions.map(flagOf).join(' and ')} can be done at a time.`);
  const host = hostIn(action, found.get(action));
  const scope = scopeIn(found.get('scope'));
  if (scope === 'project' && found.has('saveSecrets'))
    throw new UsageError('--save-secrets would write them into a file that is shared with the project.');
  if (scope === 'project' && found.has('profile')) throw new UsageError('A project has no profiles.');
  return {
    action,
    host,
    scope,
    profile: found.get('profile'),
    pin: found.has('pin'),
    name: nameIn(found.get('name')),
    yes: found.has('yes'),
    saveSecrets: found.has('saveSecrets'),
    rest,
  };
}

function hostIn(action: SetupRequest['action'], text: string | undefined): HostName | undefined {
  if (text === undefined) return undefined;
  const names = action === 'install' ? hostNames : hostNames.filter((name) => name !== 'print');
  if (!isHostName(text) || (text === 'print' && action !== 'install'))
    throw new UsageError(`--${action} knows no host "${text}". There are: ${names.join(', ')}.`);
  return text;
}

function scopeIn(text: string | undefined): Scope | undefined {
  if (text === undefined || text === 'user' || text === 'project') return text;
  throw new UsageError(`--scope is "user" or "project", not "${text}".`);
}

/** Accepts names that every host accepts, except those with a meaning for programs, such as `__proto__`. */
function nameIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text) || text in {})
    throw new UsageError(
      `--name "${text}" is no name that every host accepts: letters, digits, "-" and "_", at most 64, beginning with a letter or digit.`,
    );
  return text;
}

function splitAt(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
