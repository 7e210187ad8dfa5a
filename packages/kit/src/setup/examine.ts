import { accessSync, constants, statSync } from 'node:fs';
import type { CommonValues } from '../common-options.ts';
import { parseOptions, UsageError, type Options } from '../options.ts';
import { pathsIn } from './server-arguments.ts';
import { environmentOf, namedVariables } from './environment.ts';
import type { Host } from './hosts/index.ts';
import { wrongKind } from './held-back.ts';
import { isRecord } from '../is-record.ts';
import { findProgram } from '../sandbox/programs.ts';
import { textsOf } from './jsonc.ts';
import { isNew, nameOf, oldestNode, packageOf } from './launch.ts';
import type { Place } from './place.ts';
import { pathsOf, type Machine } from './machine.ts';

/** A problem with a configuration, and how to fix it. */
export interface Problem {
  what: string;
  todo: string;
}

/** A host's way to start an entry, and the facts known without starting it. */
export interface EntryCheck {
  command: string;
  args: string[];
  env: Record<string, string>;
  /** The folder that the host starts it in. */
  cwd: string;
  problems: Problem[];
  /** Remarks that do not prevent it from working. */
  notes: string[];
  /** The Node that it runs on. */
  node?: { file: string; version: string };
  /** The parsed arguments, if it starts this server. */
  values?: CommonValues & Record<string, unknown>;
}

/** Checks an entry as its host would start it. `again` is the command that rewrites it. */
export async function examine(
  entry: unknown,
  { place, options, machine, again }: { place: Place; options: Options; machine: Machine; again: string },
): Promise<EntryCheck> {
  const { host } = place;
  const problems: Problem[] = [];
  const notes: string[] = [];
  const nothing = { command: '', args: [], env: {}, cwd: machine.home, problems, notes };
  if (!isRecord(entry) || typeof entry['command'] !== 'string') {
    problems.push({ what: 'The entry starts no program: it has no "command".', todo: again });
    return nothing;
  }
  const filled = (text: string, variable?: string) => fill(text, { host, machine, problems, notes }, variable);
  const given = entry['args'] ?? [];
  if (!Array.isArray(given) || !given.every((word): word is string => typeof word === 'string')) {
    problems.push({ what: 'The "args" of the entry are not a list of texts.', todo: again });
    return nothing;
  }
  const command = filled(entry['command']);
  const args = given.map((word) => filled(word));
  const own = Object.fromEntries(
    Object.entries(textsOf(entry['env'])).map(([key, value]) => [key, filled(value, key)]),
  );
  const env = { ...environmentOf(host, machine, namedVariables(entry)), ...own };
  const examined: EntryCheck = { command, args, env, cwd: folderOf(entry, place, machine), problems, notes };
  problems.push(...switchedOff(entry, place), ...wrongKind(entry, host));
  await examineProgram(examined, { host, machine, again });
  if (problems.length === 0) examineArguments(examined, { options, machine, again });
  return examined;
}

/** Returns the working folder: the one in the entry, the project's, or home for applications of the desktop. */
function folderOf(entry: Record<string, unknown>, { host, scope }: Place, machine: Machine): string {
  const inProject = scope === 'project' || host.fromTerminal === true || host.client !== undefined;
  const usual = inProject ? machine.cwd : machine.home;
  const own = entry['cwd'];
  return typeof own === 'string' && own !== '' ? pathsOf(machine.platform).resolve(usual, own) : usual;
}

/** An entry that its host does not start. */
function switchedOff(entry: Record<string, unknown>, { host, file }: Place): Problem[] {
  const [key] = Object.entries({ disabled: true, enabled: false }).find(([one, off]) => entry[one] === off) ?? [];
  if (key === undefined) return [];
  const what = `The entry is switched off ("${key}": ${String(entry[key])}), so ${host.title} does not start it.`;
  return [{ what, todo: `Take "${key}" out of the entry in ${file}, or switch it on in ${host.title}.` }];
}

/** Replaces variables in a text like the host does. */
function fill(
  text: string,
  { host, machine, problems, notes }: { host: Host; machine: Machine } & Pick<EntryCheck, 'problems' | 'notes'>,
  variable?: string,
): string {
  const asked =
    host.inputs === undefined
      ? text
      : text.replaceAll(/\$\{input:[^}]*\}/g, () => {
          const value = variable === undefined ? undefined : machine.env[variable];
          if (!value)
            notes.push(
              `${host.title} asks for ${variable ?? 'a value'}; this check goes without. Set it in this shell to check with it.`,
            );
          return value ?? '';
        });
  if (host.referred === undefined) return asked;
  return asked.replaceAll(host.referred, (...found: unknown[]) => {
    const groups = textsOf(found.at(-1));
    const name = groups['variable'] ?? '';
    const value = machine.env[name] || groups['otherwise'];
    const harmless = host.reference?.(name);
    if (value === undefined && host.fromTerminal)
      problems.push({
        what: `The entry needs the variable ${name}, and it is not set.`,
        todo: `Set it where ${host.title} is started${harmless === undefined || harmless === found[0] ? '' : `, or write "${harmless}"`}.`,
      });
    else if (!machine.env[name])
      notes.push(
        `${name} is not set in this shell. ${host.title} reads it from the environment that it was started with.`,
      );
    return value ?? '';
  });
}

async function examineProgram(
  examined: EntryCheck,
  { host, machine, again }: { host: Host; machine: Machine; again: string },
): Promise<void> {
  const { command, args, env, problems } = examined;
  const { basename, isAbsolute } = pathsOf(machine.platform);
  const path = env['PATH'] ?? '';
  const found = findProgram(command, path, machine);
  if (found === undefined) {
    problems.push(
      isAbsolute(command)
        ? { what: `${command} is not there (any more), or is no program.`, todo: again }
        : {
            what: `${host.title} does not find "${command}": it is not on the PATH that it gives to servers (${path}).`,
            todo: `Install Node from nodejs.org for all users; or write it in full: ${again}`,
          },
    );
    return;
  }
  if (machine.platform === 'win32' && /\.(cmd|bat)$/i.test(found))
    problems.push({ what: `"${command}" is a batch file (${found}), which not every host can start.`, todo: again });
  const name = basename(command).replace(/\.(exe|cmd)$/i, '');
  const isNode = name === 'node';
  if (!isNode && !['npx', 'npm', 'cmd', 'mcp-server'].some((one) => name.startsWith(one))) return;
  const node = isNode ? found : findProgram('node', path, machine);
  if (node === undefined) {
    problems.push({
      what: `"${command}" needs Node, which ${host.title} does not find on the PATH that it gives to servers (${path}).`,
      todo: again,
    });
    return;
  }
  const version = await machine.versionOf(node);
  if (version === undefined) problems.push({ what: `${node} does not run.`, todo: 'Install Node again.' });
  else if (!isNew(version))
    problems.push({
      what: `Node ${version.replace('v', '')} (${node}) is too old; ${oldestNode.join('.')} or newer is needed.`,
      todo: `Install a newer Node from nodejs.org; or write the one that you use here: ${again}`,
    });
  else examined.node = { file: node, version: version.replace('v', '') };
  const [script = ''] = args;
  if (isNode && isAbsolute(script) && !machine.exists(script))
    problems.push({
      what: `${script} is not there (any more).`,
      todo: `Build it again if it is a checkout; otherwise: ${again}`,
    });
}

/** Returns the arguments for the server, if the entry starts this server; undefined if it starts something else. */
function ownArguments({ command, args }: Pick<EntryCheck, 'command' | 'args'>, machine: Machine): string[] | undefined {
  const { name } = packageOf(machine);
  const { basename, isAbsolute } = pathsOf(machine.platform);
  const isNode = /^node(\.exe)?$/.test(basename(command));
  const index = args.findIndex(
    (word) =>
      word === name ||
      word.startsWith(`${name}@`) ||
      (isNode && word === machine.main) ||
      (isAbsolute(word) && nameOf(word, machine) === name),
  );
  return index < 0 || name === '' ? undefined : args.slice(index + 1);
}

function examineArguments(
  examined: EntryCheck,
  { options, machine, again }: { options: Options; machine: Machine; again: string },
): void {
  const { problems, notes, env } = examined;
  const own = ownArguments(examined, machine);
  if (own === undefined) {
    notes.push('The entry starts something else than this server, so only whether it answers is checked.');
    return;
  }
  const { delimiter, isAbsolute } = pathsOf(machine.platform);
  try {
    examined.values = parseOptions(options, own, env, delimiter) as CommonValues & Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.push({
      what: `The server does not take these arguments: ${error.message}`,
      todo: `Correct them in the entry, or: ${again}`,
    });
    return;
  }
  for (const { text, needed } of pathsIn(options, own, { ...machine, cwd: examined.cwd, env })) {
    if (!machine.exists(needed))
      problems.push({ what: `"${needed}" does not exist.`, todo: 'Make it, or take it out of the entry.' });
    else if (!isReadable(needed))
      problems.push({
        what: `"${needed}" may not be read by you.`,
        todo: 'Give yourself access to it, or take it out of the entry.',
      });
    else if (!isAbsolute(text) && !text.startsWith('~'))
      notes.push(`"${text}" is not written in full: which one it is depends on where the host starts.`);
  }
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, statSync(file).isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
