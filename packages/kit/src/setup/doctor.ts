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
import { closedGates, heldTools } from './held-back.ts';
import { hosts, type HostKey } from './hosts/index.ts';
import { isRecord } from '../is-record.ts';
import { openDocument } from './document.ts';
import { packageOf, typedCommand } from './launch.ts';
import type { Machine } from './machine.ts';
import { placeOf, type Place, type Scope } from './place.ts';
import { probe, type ProbeResult } from './probe.ts';
import { refusals } from './refusals.ts';
import { toolCount } from './tool-count.ts';

/**
 * Checks the configuration of one host, or of every host that has this server.
 * @returns the exit code: 0 when there is no problem
 */
export async function doctor<O extends Options, Context>(
  server: Server<O, Context>,
  options: Options,
  { host: only, name, scope, profile }: SetupRequest,
  machine: Machine,
): Promise<number> {
  const keys = only === undefined || only === 'print' ? (Object.keys(hosts) as HostKey[]) : [only];
  const places = keys.flatMap((key) => placesOf(key, { scope, profile, isOnly: only !== undefined }, machine));
  let found = 0;
  let broken = 0;
  for (const place of places) {
    const entries = await entriesIn(place, { server, name, machine }).catch((error: unknown) => {
      if (!(error instanceof ToolError)) throw error;
      tell(machine, [{ what: error.message, todo: 'Correct the file, then check again.' }]);
      broken++;
      return [];
    });
    for (const { name: entryName, entry } of entries) {
      found++;
      machine.say(`${place.host.title}, "${entryName}" in ${place.file}:`);
      const isWell = await check(server, options, { place, name: entryName, entry, machine });
      if (!isWell) broken++;
    }
  }
  if (only !== undefined && only !== 'print' && found === 0 && broken === 0) {
    const files = places.map(({ file }) => file).join(' and in ');
    tell(machine, [
      {
        what: `${hosts[only].title} has no "${name ?? server.name}" in ${files}.`,
        todo: `Add it: ${installCommand(server, only, { name, scope: scope ?? 'user' }, machine)} ...`,
      },
    ]);
    return 1;
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

/** Returns the configurations to look into: the user's, and the project's if there is one. */
function placesOf(
  key: HostKey,
  { scope, profile, isOnly }: { scope: Scope | undefined; profile: string | undefined; isOnly: boolean },
  machine: Machine,
): Place[] {
  if (scope !== undefined) {
    if (!isOnly && scope === 'project' && hosts[key].project === undefined) return [];
    return [placeOf(key, { scope, profile }, machine)];
  }
  const user = placeOf(key, { scope: 'user', profile }, machine);
  if (hosts[key].project === undefined || profile !== undefined) return [user];
  const project = placeOf(key, { scope: 'project' }, machine);
  return project.file !== user.file && machine.exists(project.file) ? [user, project] : [user];
}

const installCommand = (
  { command }: { command: string },
  key: HostKey,
  { name, scope }: { name: string | undefined; scope: Scope },
  machine: Machine,
): string =>
  `${typedCommand(machine, command)} --install ${key}${scope === 'user' ? '' : ` --scope ${scope}`}${name === undefined ? '' : ` --name ${name}`}`;

/** Returns the entries that start this server, or the entry with the given name. */
async function entriesIn<O extends Options, Context>(
  { file, key, format, form, isStrict, host }: Place,
  { server, name, machine }: { server: Server<O, Context>; name: string | undefined; machine: Machine },
): Promise<{ name: string; entry: unknown }[]> {
  const { text } = await readConfig(file);
  const holder = openDocument(text, file, format).get([key]);
  if (!isRecord(holder)) return [];
  if (isStrict && !isPlainJson(text))
    throw new ToolError('invalid', `${file} has comments or commas at the end, which ${host.title} does not read.`);
  return Object.entries(holder)
    .map(([one, entry]): [string, unknown] => [one, plainEntry(entry, { ...(form && { form }) })])
    .filter(([one, entry]) =>
      name === undefined ? one === server.name || startsThis(entry, server, machine) : one === name,
    )
    .map(([one, entry]) => ({ name: one, entry }));
}

/** True if a JSON parser without comments and trailing commas accepts the text. */
function isPlainJson(text: string): boolean {
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
  { place, name, entry, machine }: { place: Place; name: string; entry: unknown; machine: Machine },
): Promise<boolean> {
  const { host, hostKey, scope } = place;
  const named = name === server.name ? undefined : name;
  const again = `${installCommand(server, hostKey, { name: named, scope }, machine)} ... --yes`;
  const examined = await examine(entry, { place, options, machine, again });
  const hide = hiding(examined.env, options);
  machine.say(hide(`  starts      ${shownEntry(entry)}`));
  for (const note of examined.notes) machine.say(`  note        ${hide(note)}`);
  examined.problems.push(...closedGates(name, place, machine));
  if (examined.problems.length > 0) return tell(machine, examined.problems, hide);
  if (examined.node) machine.say(`  node        ${examined.node.version} (${examined.node.file})`);
  const { command, args, env, cwd, values } = examined;
  const call =
    server.check !== undefined && values !== undefined
      ? { tool: server.check.tool, arguments: server.check.arguments?.(values as Values<O> & CommonValues) ?? {} }
      : undefined;
  const start = { command, args, env, cwd, timeout: machine.timeout };
  const probed = await probe(start, { host, check: call });
  const problems = problemsOf(probed, { host, examined, machine, options, call });
  sayAnswer(probed, machine, hide);
  if (problems.length === 0 && host.client?.discovers) {
    const fallback = await probe(start, { host, isLegacy: true });
    sayAnswer(fallback, machine, hide);
    problems.push(...problemsOf(fallback, { host, examined, machine, options, call: undefined }));
  }
  problems.push(...refusals(probed, { place, name, entry, env, values, again }));
  const held = heldTools(entry, probed.tools ?? [], host);
  problems.push(...held.problems);
  if (problems.length > 0) return tell(machine, problems, hide);
  const advice = await toolCount(place, { name, tools: probed.tools?.length ?? 0, options }, machine);
  for (const text of [...held.notes, ...advice]) machine.say(`  note        ${text}`);
  if (call !== undefined && probed.check !== undefined)
    machine.say(`  called      ${call.tool}${probed.check.isError ? ': it answers' : ': works'}`);
  machine.say('  All is well.');
  return true;
}

/** Reports that the server answered, and in which version of the protocol. */
function sayAnswer({ server, tools }: ProbeResult, machine: Machine, hide: (text: string) => string): void {
  if (server === undefined || tools === undefined) return;
  const seconds = (server.milliseconds / 1_000).toFixed(1);
  const count = `${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}`;
  const protocol = `protocol ${server.protocolVersion}`;
  machine.say(hide(`  answered    ${server.name} ${server.version}, after ${seconds} s, with ${count} (${protocol})`));
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
