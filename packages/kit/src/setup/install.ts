import { isDeepStrictEqual } from 'node:util';
import type { CommonValues } from '../common-options.ts';
import { ToolError } from '../errors.ts';
import { createLog } from '../log.ts';
import type { Options, Values } from '../options.ts';
import { catalogOf, startTools } from '../serve/catalog.ts';
import type { Server } from '../server.ts';
import { changeConfig, readConfig } from './config-file.ts';
import type { SetupRequest } from './command-line.ts';
import { mergeEntry, plainEntry, planEntry, shownEntry, type Entry, type Input } from './entry.ts';
import { serverArgumentsOf } from './server-arguments.ts';
import { hosts, type Host } from './hosts.ts';
import { isRecord } from '../is-record.ts';
import { openDocument, type ConfigDocument } from './document.ts';
import { Jsonc } from './jsonc.ts';
import { hostPathOf, launchOf, typedCommand } from './launch.ts';
import { pathsOf, type Machine } from './machine.ts';

/**
 * Writes the command line into a host's configuration, or prints it.
 * @returns the exit code: 0, or 1 when the user declined
 * @throws ToolError when it cannot be done; nothing was changed
 */
export async function install<O extends Options, Context>(
  server: Server<O, Context>,
  options: Options,
  values: Values<O> & CommonValues,
  { host: hostName, name = server.name, yes, saveSecrets, rest }: SetupRequest,
  machine: Machine,
): Promise<number> {
  const given = serverArgumentsOf(options, rest, machine);
  await tryToOpen(server, values);
  const host = hostName === undefined || hostName === 'print' ? undefined : hosts[hostName];
  const launch = await launchOf(machine, hostPathOf(host?.fromTerminal === true, machine), given.args);
  if (host?.reference !== undefined || host?.inputs !== undefined) assertLiteral([...launch.args, ...given.args], host);
  const { entry, inputs, notes } = planEntry(host, { name, launch, given, saveSecrets });
  if (given.variables.length > 0)
    notes.unshift(`Set in this shell and not in the host, so written as arguments: ${given.variables.join(', ')}.`);
  if (launch.why !== undefined) notes.unshift(launch.why);
  if (needsRoots(server, options, values))
    notes.unshift(
      'No folder was given: the server uses the folders that its host names (roots), and has none where the host names none, as Claude Desktop.',
    );
  if (host === undefined) {
    machine.print(`${JSON.stringify({ mcpServers: { [name]: entry } }, undefined, 2)}\n`);
    for (const note of notes) machine.say(`- ${note}`);
    return 0;
  }
  const file = host.file(machine);
  const { dirname } = pathsOf(machine.platform);
  const isThere = machine.exists(dirname(file));
  const plan = { file, host, name, entry, inputs };
  const before = oldEntry(openDocument((await readConfig(file)).text, file, host.format), plan);
  if (before !== undefined && !isDeepStrictEqual(before, mergeEntry(before, entry)) && !yes) {
    const isWanted = await askToReplace(plan, before, machine);
    if (!isWanted) {
      machine.say('Nothing was changed.');
      return 1;
    }
  }
  const written = await changeConfig(file, ({ text }) => edited(text, plan, before), {
    now: machine.now(),
    ...(host.isLocked && { isLocked: true }),
  });
  if (written === undefined)
    machine.say(`${host.title} already has "${name}" like this in ${file}. Nothing was changed.`);
  else {
    machine.say(`${before === undefined ? `Added "${name}" to` : `Replaced "${name}" in`} ${host.title}: ${file}`);
    if (written.through !== undefined) machine.say(`  a link to   ${written.through}`);
    machine.say(`  starts      ${shownEntry(mergeEntry(before, entry))}`);
    if (written.backup !== undefined) machine.say(`  old file    ${written.backup}`);
    if (saveSecrets && written.isReadableByOthers)
      notes.push(`Other users of this computer may read that file: chmod 600 ${file}`);
    if (!isThere)
      notes.push(
        `${host.title} does not seem to be installed: there was no ${dirname(file)}. It finds the entry when it is.`,
      );
  }
  for (const note of notes) machine.say(`- ${note}`);
  machine.say(`Next: ${host.next}`);
  machine.say(
    `Check it: ${typedCommand(machine, server.command)} --doctor ${hostName}${name === server.name ? '' : ` --name ${name}`}`,
  );
  return 0;
}

/** True for a server of folders that is given none, and so depends on what its host names. */
function needsRoots(
  { clientRoots }: { clientRoots?: unknown },
  options: Options,
  values: Readonly<Record<string, unknown>>,
): boolean {
  const folders = Object.entries(options).filter(([, { type }]) => type === 'directories');
  const isEmpty = ([key]: [string, unknown]) => (values[key] as readonly string[] | undefined)?.length === 0;
  return clientRoots !== undefined && folders.some(([, option]) => 'positional' in option) && folders.every(isEmpty);
}

/** Opens the server once, so that it reports now what it would reject when a host starts it. */
async function tryToOpen<O extends Options, Context>(
  server: Server<O, Context>,
  values: Values<O> & CommonValues,
): Promise<void> {
  const tools = startTools(await catalogOf(server), server, values);
  const { close } = await server.open(values, { log: createLog(server.name, 'silent'), tools });
  await close?.();
}

interface Plan {
  file: string;
  host: Host;
  name: string;
  entry: Entry;
  inputs: readonly Input[];
}

/** @throws ToolError when the value that should hold the entries is not an object */
function oldEntry(document: ConfigDocument, { file, host, name }: Pick<Plan, 'file' | 'host' | 'name'>): unknown {
  const holder = document.get([host.key]);
  if (holder !== undefined && !isRecord(holder))
    throw new ToolError(
      'invalid',
      `"${host.key}" in ${file}, line ${document.lineOf([host.key])}, is not an object. Correct it there; nothing was changed.`,
    );
  return plainEntry(document.get([host.key, name]), host);
}

/** Returns the text with the entry, and with the questions that it refers to. */
function edited(text: string, plan: Plan, before: unknown): string {
  const { file, host, name, entry, inputs } = plan;
  const document = openDocument(text, file, host.format);
  const current = oldEntry(document, plan);
  if (!isDeepStrictEqual(current, before))
    throw new ToolError(
      'conflict',
      `Another program changed "${name}" in ${file} meanwhile. Nothing was changed; try again.`,
    );
  const merged = mergeEntry(current, entry);
  let next = isDeepStrictEqual(current, merged)
    ? text
    : document.set([host.key, name], host.form?.write(merged) ?? merged);
  for (const input of inputs) next = withInput(new Jsonc(next, file), host.inputs ?? '', input, file);
  return next;
}

function withInput(document: Jsonc, key: string, input: Input, file: string): string {
  const there = document.get([key]);
  if (there === undefined) return document.set([key], [input]);
  if (!Array.isArray(there))
    throw new ToolError(
      'invalid',
      `"${key}" in ${file}, line ${document.lineOf([key])}, is not a list. Correct it there; nothing was changed.`,
    );
  return there.some((one: unknown) => isRecord(one) && one['id'] === input.id)
    ? document.text
    : document.append([key], input);
}

/** Rejects `${...}` in arguments, which some hosts replace. */
function assertLiteral(words: readonly string[], { title }: Host): void {
  const word = words.find((text) => text.includes('${'));
  if (word !== undefined)
    throw new ToolError('invalid', `${title} would replace "\${" in ${word}. Rename it, or use another path to it.`);
}

async function askToReplace({ host, name, entry, file }: Plan, before: unknown, machine: Machine): Promise<boolean> {
  const change = [
    `${host.title} already has "${name}" in ${file}:`,
    `  it starts    ${shownEntry(before)}`,
    `  it would be  ${shownEntry(mergeEntry(before, entry))}`,
  ].join('\n');
  if (!machine.isTerminal)
    throw new ToolError(
      'conflict',
      `${change}\nNothing was changed. Give --yes to replace it, or another --name to have both.`,
    );
  machine.say(change);
  return machine.ask('Replace it?');
}

/** Removes the entry from a host's configuration. */
export async function uninstall(
  server: Pick<Server<Options, unknown>, 'name'>,
  { host: hostName, name = server.name }: SetupRequest,
  machine: Machine,
): Promise<number> {
  if (hostName === undefined || hostName === 'print') return 0;
  const host = hosts[hostName];
  const file = host.file(machine);
  const { text, exists } = await readConfig(file);
  if (!exists || oldEntry(openDocument(text, file, host.format), { file, host, name }) === undefined) {
    machine.say(
      `${host.title} has no "${name}"${exists ? '' : ' and no configuration'} in ${file}. Nothing was changed.`,
    );
    return 0;
  }
  const written = await changeConfig(file, (held) => without(held.text, { file, host, name }), {
    now: machine.now(),
    ...(host.isLocked && { isLocked: true }),
  });
  machine.say(`Removed "${name}" from ${host.title}: ${file}`);
  if (written?.backup !== undefined) machine.say(`  old file    ${written.backup}`);
  machine.say(`Next: ${host.next}`);
  return 0;
}

/** Returns the text without the entry, and without questions that only it referred to. */
function without(text: string, { file, host, name }: Pick<Plan, 'file' | 'host' | 'name'>): string {
  let next = text;
  const place = [host.key, name];
  const open = () => openDocument(next, file, host.format);
  const asked = JSON.stringify(open().get(place) ?? {});
  for (let document = open(); document.has(place); document = open()) next = document.remove(place);
  for (const [, id] of asked.matchAll(/\$\{input:([^}"]+)\}/g)) {
    const document = new Jsonc(next, file);
    const inputs = host.inputs === undefined ? undefined : document.get([host.inputs]);
    if (!Array.isArray(inputs) || next.includes(`\${input:${id}}`)) continue;
    const index = inputs.findIndex((one: unknown) => isRecord(one) && one['id'] === id);
    if (index >= 0) next = document.remove([host.inputs ?? '', index]);
  }
  return next;
}
