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
import type { Host } from './hosts/index.ts';
import { placeOf, type Place } from './place.ts';
import { toolCount } from './tool-count.ts';
import { forgetSecrets, savedSecrets } from './saved-secrets.ts';
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
  { host: hostName, name = server.name, scope = 'user', profile, pin, yes, saveSecrets, rest }: SetupRequest,
  machine: Machine,
): Promise<number> {
  const place =
    hostName === undefined || hostName === 'print' ? undefined : placeOf(hostName, { scope, profile }, machine);
  const host = place?.host;
  const given = serverArgumentsOf(options, rest, machine);
  const tools = await tryToOpen(server, values);
  const path = hostPathOf(host?.fromTerminal === true, machine);
  const launch = await launchOf(machine, path, given.args, pin ? server.version : undefined);
  if (host?.reference !== undefined || host?.inputs !== undefined) assertLiteral([...launch.args, ...given.args], host);
  const { entry, inputs, notes } = planEntry(place, { name, launch, given, saveSecrets });
  if (given.variables.length > 0)
    notes.unshift(`Set in this shell and not in the host, so written as arguments: ${given.variables.join(', ')}.`);
  if (launch.why !== undefined) notes.unshift(launch.why);
  if (needsRoots(server, options, values))
    notes.unshift(
      'No folder was given: the server uses the folders that its host names (roots), and has none where the host names none, as Claude Desktop.',
    );
  if (place === undefined || host === undefined) {
    machine.print(`${JSON.stringify({ mcpServers: { [name]: entry } }, undefined, 2)}\n`);
    for (const note of notes) machine.say(`- ${note}`);
    return 0;
  }
  const { file } = place;
  const { dirname } = pathsOf(machine.platform);
  const isThere = scope === 'project' || machine.exists(dirname(file));
  const plan = { place, name, entry, inputs };
  const before = oldEntry(openDocument((await readConfig(file)).text, file, place.format), plan);
  if (before !== undefined && !isDeepStrictEqual(before, mergeEntry(before, entry)) && !yes) {
    const isWanted = await askToReplace(plan, before, machine);
    if (!isWanted) {
      machine.say('Nothing was changed.');
      return 1;
    }
  }
  const written = await changeConfig(file, ({ text, exists }) => edited(exists ? text : startOf(place), plan, before), {
    now: machine.now(),
    isPrivate: saveSecrets,
    clean: (text) => forgetSecrets(text, savedSecrets(before, options)),
    ...(host.isLocked && scope === 'user' && { isLocked: true }),
  });
  if (written === undefined)
    machine.say(`${host.title} already has "${name}" like this in ${file}. Nothing was changed.`);
  else {
    machine.say(`${before === undefined ? `Added "${name}" to` : `Replaced "${name}" in`} ${host.title}: ${file}`);
    if (written.through !== undefined) machine.say(`  a link to   ${written.through}`);
    machine.say(`  starts      ${shownEntry(mergeEntry(before, entry))}`);
    if (written.backup !== undefined) machine.say(`  old file    ${written.backup}`);
    if (written.wasReadableByOthers)
      notes.push(`Other users of this computer could read ${file}. Now only you can, because it holds a secret.`);
    if (!isThere)
      notes.push(
        `${host.title} does not seem to be installed: there was no ${dirname(file)}. It finds the entry when it is.`,
      );
  }
  if (scope === 'project')
    notes.push(
      'The file belongs to the project; its paths are those of this computer. Commit it only if they are the same for everyone.',
    );
  if (place.verified === undefined)
    notes.push(
      `The place and form of this file are from ${host.source}; they were not tried with ${host.title} itself.`,
    );
  notes.push(...(await toolCount(place, { name, tools, options }, machine)));
  for (const note of notes) machine.say(`- ${note}`);
  machine.say(`Next: ${host.next}`);
  const more = `${scope === 'user' ? '' : ` --scope ${scope}`}${name === server.name ? '' : ` --name ${name}`}`;
  machine.say(`Check it: ${typedCommand(machine, server.command)} --doctor ${hostName}${more}`);
  return 0;
}

/** Returns the text of a file that does not exist yet. */
const startOf = ({ blank = '' }: Place): string => blank;

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

/**
 * Opens the server once, so that it reports now what it would reject when a host starts it.
 * @returns the number of its tools
 */
async function tryToOpen<O extends Options, Context>(
  server: Server<O, Context>,
  values: Values<O> & CommonValues,
): Promise<number> {
  const tools = startTools(await catalogOf(server), server, values);
  const { close } = await server.open(values, { log: createLog(server.name, 'silent'), tools });
  await close?.();
  return tools.filter(({ offered }) => offered).length;
}

interface Plan {
  place: Place;
  name: string;
  entry: Entry;
  inputs: readonly Input[];
}

/** @throws ToolError when the value that should hold the entries is not an object */
function oldEntry(
  document: ConfigDocument,
  { place: { file, key, ...layout }, name }: Pick<Plan, 'place' | 'name'>,
): unknown {
  const holder = document.get([key]);
  if (holder !== undefined && !isRecord(holder))
    throw new ToolError(
      'invalid',
      `"${key}" in ${file}, line ${document.lineOf([key])}, is not an object. Correct it there; nothing was changed.`,
    );
  return plainEntry(document.get([key, name]), layout);
}

/** Returns the text with the entry, and with the questions that it refers to. */
function edited(text: string, plan: Plan, before: unknown): string {
  const { place, name, entry, inputs } = plan;
  const { file, host, key, format, form } = place;
  const document = openDocument(text, file, format);
  const current = oldEntry(document, plan);
  if (!isDeepStrictEqual(current, before))
    throw new ToolError(
      'conflict',
      `Another program changed "${name}" in ${file} meanwhile. Nothing was changed; try again.`,
    );
  const merged = mergeEntry(current, entry);
  let next = isDeepStrictEqual(current, merged) ? text : document.set([key, name], form?.write(merged, name) ?? merged);
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

async function askToReplace(
  { place: { host, file }, name, entry }: Plan,
  before: unknown,
  machine: Machine,
): Promise<boolean> {
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
