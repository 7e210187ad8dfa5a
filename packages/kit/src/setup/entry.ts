import type { ServerArguments, SecretSource } from './server-arguments.ts';
import type { Layout } from './hosts/index.ts';
import type { Place } from './place.ts';
import { isRecord } from '../is-record.ts';
import { textsOf } from './jsonc.ts';
import type { Launch } from './launch.ts';

/** The value under a server's name in a host's configuration. */
export type Entry = Readonly<Record<string, unknown>>;

/** A value that a host asks its user for. */
export interface Input {
  type: 'promptString';
  id: string;
  description: string;
  password: true;
}

export interface Planned {
  entry: Entry;
  inputs: Input[];
  /** Notes for the user about secrets. */
  notes: string[];
}

/** Properties that define how a server is started or reached; all others belong to the user. */
const waysToStart = new Set([
  'command',
  'args',
  'env',
  'envFile',
  'cwd',
  'type',
  'url',
  'serverUrl',
  'httpUrl',
  'headers',
  'transport',
  'transportType',
  'source',
]);

/** Returns the entry for a host; without a host, the one to print. */
export function planEntry(
  place: Place | undefined,
  { name, launch, given, saveSecrets }: { name: string; launch: Launch; given: ServerArguments; saveSecrets: boolean },
): Planned {
  const inputs: Input[] = [];
  const notes: string[] = [];
  const env: Record<string, string> = { ...launch.env, ...given.env };
  for (const secret of given.secrets) {
    const { value, note, input } = planSecret(place, secret, { name, saveSecrets });
    if (value !== undefined) env[input === undefined ? secret.variable : secret.name] = value;
    if (input !== undefined) inputs.push(input);
    if (note !== undefined) notes.push(note);
  }
  const entry = {
    ...place?.extra,
    command: launch.command,
    args: [...launch.args, ...given.args],
    ...(Object.keys(env).length > 0 && { env }),
  };
  return { entry, inputs, notes };
}

function planSecret(
  place: Place | undefined,
  { variable, name: first, key, description, value, isCovered, otherwise }: SecretSource,
  { name, saveSecrets }: { name: string; saveSecrets: boolean },
): { value?: string; input?: Input; note?: string } {
  if (isCovered && !(saveSecrets && value !== undefined)) return {};
  const host = place?.host;
  const where = host?.title ?? 'The host';
  const others = otherwise === undefined ? '' : ` ${otherwise}`;
  if (saveSecrets && value !== undefined)
    return { value, note: `${variable} was written as plain text: everyone who can read that file can read it.` };
  if (host?.inputs !== undefined) {
    const id = `${name}-${key.toLowerCase()}`;
    return {
      value: `\${input:${id}}`,
      input: { type: 'promptString', id, description, password: true },
      note: `${where} asks for ${first} when it first starts the server, and keeps it.${others}`,
    };
  }
  if (value === undefined) {
    return {
      note: `${variable} is not set. Add it to the entry: "env": {"${variable}": "..."}; or name a file that holds it with ${variable}_FILE.${others}`,
    };
  }
  if (host?.reference !== undefined) {
    return {
      value: host.reference(variable),
      note: `${variable} is read from the environment that ${where} is started with; it was not written.${others}`,
    };
  }
  return {
    note: `${variable} is set here, and was not written: the file is plain text. Add it to the entry yourself ("env": {"${variable}": "..."}), name a file that holds it with ${variable}_FILE, or give --save-secrets.${others}`,
  };
}

/** Converts an entry of a host's file to `command`, `args` and `env`. */
export const plainEntry = (entry: unknown, { form }: Pick<Layout, 'form'>): unknown =>
  form !== undefined && isRecord(entry) ? form.read(entry) : entry;

/** Returns the new entry with the user's additions to the old one: variables, and properties such as `disabled`. */
export function mergeEntry(old: unknown, planned: Entry): Entry {
  if (!isRecord(old)) return planned;
  const kept = Object.entries(old).filter(([key]) => !waysToStart.has(key));
  const env = { ...textsOf(old['env']), ...textsOf(planned['env']) };
  return { ...planned, ...(Object.keys(env).length > 0 && { env }), ...Object.fromEntries(kept) };
}

/** Formats an entry in one line, without anything that may be secret. */
export function shownEntry(entry: unknown): string {
  if (!isRecord(entry)) return JSON.stringify(entry) ?? '';
  const { command, args } = { command: entry['command'], args: entry['args'] };
  const address = entry['url'] ?? entry['serverUrl'];
  if (typeof command !== 'string')
    return typeof address === 'string' ? `the address ${shownAddress(address)}` : 'no program';
  const env = Object.entries(textsOf(entry['env'])).map(
    ([key, value]) => `${key}=${/^\$\{[^}]*\}$/.test(value) || key === 'PATH' ? value : '[hidden]'}`,
  );
  const words = Array.isArray(args) ? hidden(args.map(String)) : [];
  return [...env, command, ...words].map(quoted).join(' ');
}

function shownAddress(text: string): string {
  if (!URL.canParse(text)) return '[hidden]';
  const { origin, pathname } = new URL(text);
  return origin + pathname;
}

/** Hides the values of flags that name a secret, and words that look like a token. */
function hidden(words: readonly string[]): string[] {
  const isSecretFlag = (word: string) => /^-[^=]*(token|secret|password|passwd|key|auth|header)(=|$)/i.test(word);
  return words.map((word, index) => {
    if (/^-[^=]*=/.test(word) && isSecretFlag(word)) return `${word.split('=')[0]}=[hidden]`;
    if (isSecretFlag(words[index - 1] ?? '') && !word.startsWith('-')) return '[hidden]';
    return word
      .replaceAll(/(gh[pousr]_|github_pat_|sk-|xox[abp]-|Bearer\s+)[\w.-]+/g, '$1[hidden]')
      .replaceAll(/:\/\/[^/@\s]+@/g, '://[hidden]@');
  });
}

const quoted = (word: string): string => (/^[^\s"'`$&|<>;*?()]+$/.test(word) ? word : JSON.stringify(word));
