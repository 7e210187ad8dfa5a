import { readCommandLine } from '../../packages/kit/src/setup/command-line.ts';
import { flagOf, parseOptions } from '../../packages/kit/src/options.ts';
import { asksForSetup, setupEntries } from '../../packages/kit/src/setup/flags.ts';
import type { Problem } from './links.ts';
import type { Document } from './markdown.ts';
import { type KnownServer, madeByReader, type World } from './world.ts';

/** Checks that command lines which run something of this repository are accepted, and that JSON is valid. */
export function commandProblems(document: Document, world: World): Problem[] {
  const problems: Problem[] = [];
  const say = (line: number, texts: readonly string[]) => problems.push(...texts.map((text) => ({ line, text })));
  for (const { text, line } of document.spans) say(line, lineProblems(wordsOf(text), world));
  for (const { text, line, language } of document.blocks) {
    if (language === 'json' || language === 'jsonc') say(line, jsonProblems(text, language, world));
    else for (const [at, one] of commandLines(text)) say(line + 1 + at, lineProblems(wordsOf(one), world));
  }
  return problems;
}

/** Returns the lines of a block, with continued lines joined. */
function commandLines(text: string): [at: number, line: string][] {
  const lines: [number, string][] = [];
  let continued = false;
  text.split('\n').forEach((line, at) => {
    const whole = line.replace(/\\$/, ' ');
    const last = lines.at(-1);
    if (continued && last) last[1] += whole;
    else lines.push([at, whole]);
    continued = line.endsWith('\\');
  });
  return lines;
}

/** Splits a line into words like a shell, as far as documents need it: quotes, and the end of a command. */
function wordsOf(line: string): string[] {
  const words = line.match(/(?:"(?:\\.|[^"])*"|'[^']*'|[^\s"'])+/g) ?? [];
  const end = words.findIndex((word) => /^(#|\||&&?|;|\d?>)/.test(word));
  return (end < 0 ? words : words.slice(0, end)).map((word) => word.replaceAll(/["']/g, ''));
}

function lineProblems(words: readonly string[], world: World): string[] {
  const at = words.findIndex((word) => word === 'npm');
  if (at >= 0) return npmProblems(words.slice(at + 1), world);
  return serverProblems(words, world);
}

function npmProblems([verb, name]: readonly string[], { npmScripts }: World): string[] {
  const script = verb === 'run' ? name : verb === 'test' || verb === 'start' ? verb : undefined;
  if (script === undefined || /^[<[…]/.test(script) || npmScripts.has(script)) return [];
  return [`npm run ${script}: package.json has no such script`];
}

/** Checks the command line of a server: its package through npx, its command, or its file in the repository. */
function serverProblems(words: readonly string[], { servers }: World): string[] {
  // These start other servers with the same name.
  if (words.some((word) => ['uvx', 'pip', 'docker'].includes(word))) return [];
  const at = words.findIndex((word) => /^@mcp-reference\/server-|^mcp-server-|dist\/main\.mjs$/.test(word));
  const word = words[at];
  if (word === undefined) return [];
  const name = word.replace(/(?<=.)@[\w.-]+$/, '');
  const server = servers.find(
    ({ package: own, command, folder }) => name === own || name === command || name.endsWith(`${folder}/dist/main.mjs`),
  );
  // A single word is a name, not a command.
  if (server && words.length === 1) return [];
  if (server) return optionProblems(server, words.slice(at + 1)).map((text) => `${words.join(' ')}: ${text}`);
  const isOurs = name.startsWith('@') && name !== `@mcp-reference/server-${madeByReader}`;
  return isOurs ? [`${name}: there is no such package`] : [];
}

/** Returns the server's objections to its arguments. */
export function optionProblems(server: KnownServer, words: readonly string[]): string[] {
  // Any host can stand for a placeholder.
  const given = words.map((word) => (word === '<host>' ? 'cursor' : word));
  try {
    const { action, rest } = asksForSetup(given) ? readCommandLine(given) : { action: 'serve', rest: given };
    if (action === 'uninstall' || action === 'doctor') return rest.map((word) => `--${action} does not take ${word}`);
    const args = rest.filter((word) => word !== '--help' && word !== '--version');
    return unknownNames(server, parseOptions(server.options, args, {}, ':'));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Checks that named tools and toolsets exist. */
function unknownNames(server: KnownServer, values: Readonly<Record<string, unknown>>): string[] {
  const checked = { tools: server.tools, excludeTools: server.tools, toolsets: server.toolsets };
  return Object.entries(checked).flatMap(([key, names]) => {
    const given = values[key];
    const unknown = Array.isArray(given) ? given.map(String).filter((name) => !names.has(name) && name !== '…') : [];
    return unknown.map((name) => `${flagOf(key)} names "${name}", which does not exist`);
  });
}

/** True for a flag of a server, or one that every command has. */
export const isFlagOf = (server: KnownServer, flag: string): boolean =>
  setupEntries().some(([key]) => flagOf(key) === flag) ||
  ['--help', '--version'].includes(flag) ||
  Object.entries(server.options).some(([key, { type }]) => type !== 'secret' && flagOf(key) === flag);

/** Checks that a block of JSON is valid, and that host entries in it start a server with options that it has. */
function jsonProblems(text: string, language: string, world: World): string[] {
  let value: unknown;
  try {
    value = JSON.parse(language === 'jsonc' ? text.replaceAll(/^\s*\/\/.*$/gm, '') : text);
  } catch (error) {
    return [`is no JSON: ${error instanceof Error ? error.message : String(error)}`];
  }
  return entriesIn(value).flatMap((words) => serverProblems(words, world));
}

/** Returns the command lines of the entries in a host's configuration. */
function entriesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap((inner) => entriesIn(inner));
  if (!('command' in value) || !('args' in value) || !Array.isArray(value.args)) return below;
  return [[String(value.command), ...value.args.map(String)], ...below];
}
