import { redact, Secret } from '../secrets/secret.ts';
import type { CommonValues } from '../common-options.ts';
import { ToolError } from '../errors.ts';
import type { Options, Values } from '../options.ts';
import type { Server } from '../server.ts';
import type { SetupRequest } from './command-line.ts';
import { readConfig } from './config-file.ts';
import { plainEntry, shownEntry } from './entry.ts';
import { problemsOf } from './diagnose.ts';
import { examine, type Problem } from './examine.ts';
import { hosts, type Host } from './hosts.ts';
import { isRecord } from '../is-record.ts';
import { openDocument } from './document.ts';
import { packageOf, typedCommand } from './launch.ts';
import type { Machine } from './machine.ts';
import { probe } from './probe.ts';

type HostKey = keyof typeof hosts;

/**
 * Checks the configuration of one host, or of every host that has this server.
 * @returns the exit code: 0 when there is no problem
 */
export async function doctor<O extends Options, Context>(
  server: Server<O, Context>,
  options: Options,
  { host: only, name }: SetupRequest,
  machine: Machine,
): Promise<number> {
  const keys = only === undefined || only === 'print' ? (Object.keys(hosts) as HostKey[]) : [only];
  let found = 0;
  let broken = 0;
  for (const key of keys) {
    const entries = await entriesIn(key, { server, name, machine }).catch((error: unknown) => {
      if (!(error instanceof ToolError)) throw error;
      tell(machine, [{ what: error.message, todo: 'Correct the file, then check again.' }]);
      broken++;
      return [];
    });
    for (const { name: entryName, entry, file } of entries) {
      found++;
      machine.say(`${hosts[key].title}, "${entryName}" in ${file}:`);
      const isWell = await check(server, options, { key, name: entryName, entry, machine });
      if (!isWell) broken++;
    }
    if (only !== undefined && entries.length === 0 && broken === 0) {
      const file = hosts[key].file(machine);
      tell(machine, [
        {
          what: `${hosts[key].title} has no "${name ?? server.name}" in ${file}.`,
          todo: `Add it: ${installCommand(server, key, name, machine)} ...`,
        },
      ]);
      return 1;
    }
  }
  if (found === 0 && broken === 0)
    tell(machine, [
      {
        what: `No host has an entry for this server.`,
        todo: `Add it to one: ${typedCommand(machine, server.command)} --install <host> ... (--help lists the hosts)`,
      },
    ]);
  return found > 0 && broken === 0 ? 0 : 1;
}

const installCommand = (
  { command }: { command: string },
  key: HostKey,
  name: string | undefined,
  machine: Machine,
): string => `${typedCommand(machine, command)} --install ${key}${name === undefined ? '' : ` --name ${name}`}`;

/** Returns the entries that start this server, or the entry with the given name. */
async function entriesIn<O extends Options, Context>(
  key: HostKey,
  { server, name, machine }: { server: Server<O, Context>; name: string | undefined; machine: Machine },
): Promise<{ name: string; entry: unknown; file: string }[]> {
  const file = hosts[key].file(machine);
  const { text } = await readConfig(file);
  const host: Host = hosts[key];
  const holder = openDocument(text, file, host.format).get([host.key]);
  if (!isRecord(holder)) return [];
  if (hosts[key].isStrict && !isStrict(text))
    throw new ToolError(
      'invalid',
      `${file} has comments or commas at the end, which ${hosts[key].title} does not read.`,
    );
  return Object.entries(holder)
    .map(([one, entry]): [string, unknown] => [one, plainEntry(entry, host)])
    .filter(([one, entry]) =>
      name === undefined ? one === server.name || startsThis(entry, server, machine) : one === name,
    )
    .map(([one, entry]) => ({ name: one, entry, file }));
}

/** True if a JSON parser without comments and trailing commas accepts the text. */
function isStrict(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}

function startsThis(entry: unknown, { command }: { command: string }, machine: Machine): boolean {
  if (!isRecord(entry)) return false;
  const words = [entry['command'], ...(Array.isArray(entry['args']) ? entry['args'] : [])].map(String);
  const { name } = packageOf(machine);
  return words.some(
    (word) =>
      word === machine.main || word === command || (name !== '' && (word === name || word.startsWith(`${name}@`))),
  );
}

/** Checks one entry and reports the result. */
async function check<O extends Options, Context>(
  server: Server<O, Context>,
  options: Options,
  { key, name, entry, machine }: { key: HostKey; name: string; entry: unknown; machine: Machine },
): Promise<boolean> {
  const host = hosts[key];
  const again = `${installCommand(server, key, name === server.name ? undefined : name, machine)} ... --yes`;
  const examined = await examine(entry, { host, options, machine, again });
  const hide = hiding(examined.env, options);
  machine.say(hide(`  starts      ${shownEntry(entry)}`));
  for (const note of examined.notes) machine.say(`  note        ${hide(note)}`);
  if (examined.problems.length > 0) return tell(machine, examined.problems, hide);
  if (examined.node) machine.say(`  node        ${examined.node.version} (${examined.node.file})`);
  const { command, args, env, values } = examined;
  const call =
    server.check !== undefined && values !== undefined
      ? { tool: server.check.tool, arguments: server.check.arguments?.(values as Values<O> & CommonValues) ?? {} }
      : undefined;
  const probed = await probe({ command, args, env, cwd: machine.home, timeout: machine.timeout }, call);
  const { server: answered, tools } = probed;
  if (answered && tools) {
    const seconds = (answered.milliseconds / 1_000).toFixed(1);
    machine.say(
      hide(
        `  answered    ${answered.name} ${answered.version}, after ${seconds} s, with ${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}`,
      ),
    );
  }
  const problems = problemsOf(probed, { host, examined, machine, options, call });
  if (problems.length > 0) return tell(machine, problems, hide);
  if (call !== undefined && probed.check !== undefined)
    machine.say(`  called      ${call.tool}${probed.check.isError ? ': it answers' : ': works'}`);
  machine.say('  All is well.');
  return true;
}

/**
 * Returns a function that removes secrets from a text: values of variables that are known to hold one, or whose name
 * says so.
 */
function hiding(env: Record<string, string>, options: Options): (text: string) => string {
  const known = new Set(
    Object.values(options).flatMap((option) => (option.type === 'secret' ? [option.env, ...(option.also ?? [])] : [])),
  );
  const secrets = Object.entries(env)
    .filter(([name, value]) => value.length > 3 && (known.has(name) || /token|secret|passw|key|auth/i.test(name)))
    .map(([, value]) => new Secret(value));
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret.reveal(), '[hidden]'), redact(text));
}

/** @returns false */
function tell(machine: Machine, problems: readonly Problem[], hide: (text: string) => string = redact): boolean {
  for (const { what, todo } of problems) {
    machine.say(`  PROBLEM     ${hide(what)}`);
    machine.say(`  what to do  ${hide(todo)}`);
  }
  return false;
}
