import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ToolError } from '../errors.ts';
import { findProgram, isProgram } from '../sandbox/programs.ts';
import { visible } from '../sandbox/paths.ts';

/** For each value, the number of secrets that hold it and the forms in which it can appear in a text. */
const known = new Map<string, { holders: number; forms: readonly string[] }>();

/** Shorter values occur in ordinary text, and replacing them would garble the log. */
const shortest = 8;

/** A value that always prints as `[secret]`, and that the log replaces wherever it occurs. */
export class Secret {
  readonly #value: string;
  #isHeld = false;

  constructor(value: string) {
    this.#value = value;
    if (value.length < shortest) return;
    this.#isHeld = true;
    const { holders = 0, forms = formsOf(value) } = known.get(value) ?? {};
    known.set(value, { holders: holders + 1, forms });
  }

  /** Returns the value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  /** Returns the SHA-256 in hex, to compare values without exposing them. */
  digest(): string {
    return createHash('sha256').update(this.#value).digest('hex');
  }

  /** Stops redacting the value, unless another secret has the same one. For credentials that come and go. */
  forget(): void {
    const entry = known.get(this.#value);
    if (!this.#isHeld || entry === undefined) return;
    this.#isHeld = false;
    if (--entry.holders === 0) known.delete(this.#value);
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** Replaces every known secret in a text, also where JSON or a URL has escaped it. */
export function redact(text: string): string {
  let clean = text;
  // The longest first, because one secret can be the beginning of another.
  for (const [, { forms }] of [...known].sort(([a], [b]) => b.length - a.length)) {
    for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, '[secret]');
  }
  return clean;
}

/** A larger file holds no secret, in bytes. */
const largest = 1024 * 1024;

/** Characters of a secret that give it away: the others can be guessed or were sent before. */
const tellingLength = 20;
/** A longer word in another alphabet is looked at in this many characters. */
const longestEncoded = 100_000;

/**
 * True if a text holds a known secret or a large part of one, also split by spaces, marks or invisible characters, backwards, in
 * base64, in hex, or as escapes of URLs and HTML.
 */
export function holdsSecret(text: string): boolean {
  if (known.size === 0) return false;
  if (redact(text) !== text) return true;
  const all = [text, unescaped(text), ...decodedWords(text)]
    .map((one) => one.replaceAll(/[^A-Za-z0-9]/g, ''))
    .join(' ');
  for (const value of known.keys()) {
    const letters = value.replaceAll(/[^A-Za-z0-9]/g, '');
    if (letters.length < shortest) continue;
    const length = Math.min(tellingLength, letters.length);
    for (let at = 0; at + length <= letters.length; at++) {
      const part = letters.slice(at, at + length);
      if (all.includes(part) || all.includes([...part].reverse().join(''))) return true;
    }
  }
  return false;
}

const unescaped = (text: string): string =>
  text.replaceAll(
    /%([\da-f]{2})|&#(\d{2,3});|&#x([\da-f]{2});|\\u00([\da-f]{2})|\\x([\da-f]{2})/gi,
    (_, ...codes: unknown[]) => {
      const [percent, decimal, ...hex] = codes.slice(0, 5) as (string | undefined)[];
      const code = decimal === undefined ? Number.parseInt(percent ?? hex.find(Boolean) ?? '', 16) : Number(decimal);
      return String.fromCharCode(code);
    },
  );

/** The words of a text that can be base64 or hex, decoded. Line breaks inside base64 belong to it. */
export function decodedWords(text: string): string[] {
  const joined = text.replaceAll(/(?<=[\w+/-]{60,})\r?\n(?=[\w+/-])/g, '');
  return (joined.match(/[\w+/-]{16,}/g) ?? []).flatMap((long) => {
    const word = long.slice(0, longestEncoded);
    // What stands before it can shift the groups of four.
    const shifts = [0, 1, 2, 3].map((at) => Buffer.from(word.slice(at), 'base64').toString('latin1'));
    return /^[\da-f]+$/i.test(word) ? [...shifts, Buffer.from(word, 'hex').toString('latin1')] : shifts;
  });
}

function formsOf(value: string): string[] {
  const inJson = escaped(value);
  return [...new Set([value, inJson, escaped(inJson), encodeURIComponent(value)])];
}

/** Escapes a text as between the quotation marks of a JSON string. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

export interface SecretSources {
  /** Environment variables, tried in this order; for each, `<name>_FILE` can name a file that holds the value. */
  variables: readonly string[];
  /** A command that prints the secret, tried last, such as `['gh', 'auth', 'token']`. */
  command?: readonly [string, ...string[]];
}

/**
 * Finds a secret: in the environment, then in a file that the environment names, then through a command. Never in a
 * flag, because flags show in the process list.
 * @returns undefined when no source has it.
 * @throws ToolError when a named file cannot be read.
 */
export async function findSecret(
  { variables, command }: SecretSources,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Secret | undefined> {
  for (const name of variables) {
    const value = env[name]?.trim();
    if (value) return new Secret(value);
    const file = env[`${name}_FILE`];
    if (file) return new Secret(await readSecretFile(file, `${name}_FILE`));
  }
  if (command === undefined) return undefined;
  const value = (await runTokenCommand(command, env)).trim();
  return value === '' ? undefined : new Secret(value);
}

/** Runs a command that prints a secret and returns what it printed. */
async function runTokenCommand(
  [command, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const searchPath = Object.entries(env).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? '';
  const isPath = /[\\/]/.test(command);
  if (isPath && !path.isAbsolute(command))
    throw new ToolError('invalid', `The token command "${command}" is a relative path; give its full path.`);
  const program = findProgram(command, searchPath, { platform: process.platform, isProgram });
  if (program === undefined)
    throw new ToolError(
      'invalid',
      `The token command "${command}" ${isPath ? 'does not exist or is not executable' : 'is not on the PATH'}.`,
    );
  if (/\.(cmd|bat)$/i.test(program))
    throw new ToolError(
      'invalid',
      `The token command "${command}" is a batch file, which needs a command interpreter; name the program that it starts.`,
    );
  // Not in the working directory: a host sets that to a workspace with content from others.
  const options = { timeout: 15_000, windowsHide: true, cwd: path.dirname(program), env };
  const { stdout } = await promisify(execFile)(program, args, options).catch((error: unknown) => {
    throw new ToolError('denied', `The token command "${command}" ${failureOf(error)}`, { cause: error });
  });
  return stdout;
}

/** Describes a failed program for the end of a sentence: its exit code and the end of its stderr. */
function failureOf(error: unknown): string {
  const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string };
  if (killed) return 'took longer than 15 seconds and was stopped.';
  const said = redact(visible(stderr?.trim().slice(-500) ?? ''));
  return `failed with ${typeof code === 'number' ? `exit code ${code}` : String(code)}${said === '' ? '.' : `: ${said}`}`;
}

/** Reads a secret from a file, such as a key. `what` names the file for the user. */
export const secretFromFile = async (file: string, what: string): Promise<Secret> =>
  new Secret(await readSecretFile(file, what));

async function readSecretFile(file: string, variable: string): Promise<string> {
  const text = await readOwn(file, `The file that ${variable} names`).catch((error: unknown) => {
    if (error instanceof ToolError) throw error;
    throw new ToolError('invalid', `The file that ${variable} names cannot be read.`, { cause: error });
  });
  const value = text.trim();
  if (value === '') throw new ToolError('invalid', `The file that ${variable} names is empty.`);
  return value;
}

/**
 * Reads a text that only its user and the system may have written: another user's token would make this server act for them.
 * @param what names the file for the user
 * @throws ToolError `denied` for a file that other users may write or replace, `invalid` for a pipe or a device
 */
export async function readOwn(file: string, what: string): Promise<string> {
  // A pipe without a writer would never open. Windows has no such flag; it counts as 0 there.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const about = await handle.stat();
    if (!about.isFile() || about.size > largest)
      throw new ToolError('invalid', `${what} is not a regular file of at most 1 MB.`);
    // Windows has no modes.
    if (process.platform !== 'win32') {
      if ((about.mode & 0o022) !== 0)
        throw new ToolError(
          'denied',
          `${what} can be written by other users, who could put their own there. Run: chmod go-w on it.`,
        );
      // In a sticky folder, such as a volume of secrets, only its owner replaces a file.
      const { mode } = await stat(path.dirname(await realpath(file)));
      if ((mode & 0o1002) === 0o002)
        throw new ToolError(
          'denied',
          `${what} is in a folder where any user can replace it. Run: chmod o-w on the folder.`,
        );
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
