import { realpathSync } from 'node:fs';
import { isRecord } from '../is-record.ts';
import { findProgram } from '../sandbox/programs.ts';
import { pathsOf, type Machine } from './machine.ts';

/** The way a host starts the server, without the server's own arguments. */
export interface Launch {
  command: string;
  args: string[];
  env: Record<string, string>;
  /** The reason for the user why it is not a plain `npx`. */
  why?: string;
}

/** The oldest Node that the README promises to support. */
export const oldestNode = [20, 19] as const;

/** The package of the running file. */
export interface Package {
  name: string;
  /** The argument for npx: the name, with the version that was asked for. */
  spec: string;
  /** True if installed by a package manager, false in a clone of the repository. */
  isInstalled: boolean;
  /** True inside npx's cache. */
  isFromNpx: boolean;
  /** True if modules are installed next to it: native ones, for one version of Node. All others are bundled. */
  hasModules: boolean;
}

export function packageOf(machine: Pick<Machine, 'main' | 'platform' | 'textOf'>): Package {
  const { main, platform } = machine;
  const { join, sep } = pathsOf(platform);
  const { name, dependencies, optionalDependencies } = manifestOf(main, machine);
  const cache = main.split(`${sep}_npx${sep}`);
  const folder = cache.length > 1 ? [cache[0], '_npx', cache[1]?.split(sep)[0]].join(sep) : undefined;
  return {
    name,
    spec: (folder !== undefined && askedOfNpx(readJson(join(folder, 'package.json'), machine), name)) || name,
    isInstalled: main.includes(`${sep}node_modules${sep}`),
    isFromNpx: folder !== undefined,
    hasModules: [dependencies, optionalDependencies].some((one) => isRecord(one) && Object.keys(one).length > 0),
  };
}

/** Returns the name of the package that a server's file belongs to; empty if there is none. */
export const nameOf = (file: string, machine: Pick<Machine, 'platform' | 'textOf'>): string =>
  manifestOf(file, machine).name;

function manifestOf(
  file: string,
  machine: Pick<Machine, 'platform' | 'textOf'>,
): Record<string, unknown> & { name: string } {
  const { dirname, join } = pathsOf(machine.platform);
  const manifest = readJson(join(dirname(dirname(file)), 'package.json'), machine);
  return { ...manifest, name: typeof manifest['name'] === 'string' ? manifest['name'] : '' };
}

/** Returns what npx was asked for, according to its cache: a pinned version stays pinned. */
function askedOfNpx({ _npx: noted }: Record<string, unknown>, name: string): string | undefined {
  const packages = isRecord(noted) ? noted['packages'] : undefined;
  const asked = Array.isArray(packages) ? packages.map(String) : [];
  return asked.find((spec) => spec.startsWith(`${name}@`) && /^[\w.-]+$/.test(spec.slice(name.length + 1)));
}

function readJson(file: string, { textOf }: Pick<Machine, 'textOf'>): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(textOf(file) ?? '');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/**
 * Returns a command that works when a host runs it. Desktop applications have the system's PATH without the additions
 * of a shell's profile, so Node from a version manager is not found; then all paths are written in full.
 * @param pinned the version that npx must start, if it is pinned
 */
export async function launchOf(
  machine: Machine,
  hostPath: string,
  serverArgs: readonly string[],
  pinned?: string,
): Promise<Launch> {
  const { name, spec: asked, isInstalled, hasModules } = packageOf(machine);
  const spec = pinned === undefined ? asked : `${name}@${pinned}`;
  const node = lastingNode(machine, hostPath);
  const direct = { command: node, args: [machine.main], env: {} };
  if (!isInstalled || name === '')
    return pinned === undefined
      ? direct
      : {
          ...direct,
          why: '--pin has no effect in a checkout: the entry starts the files in it, whatever their version.',
        };
  const { dirname, delimiter } = pathsOf(machine.platform);
  const found = findProgram('npx', hostPath, machine);
  const itsNode = findProgram('node', hostPath, machine);
  const rest = ['-y', spec];
  const isWindows = machine.platform === 'win32';
  const version = itsNode && (await machine.versionOf(itsNode));
  const isSame = !hasModules || majorOf(version) === majorOf(await machine.versionOf(machine.node));
  const isFound = found !== undefined && isNew(version) && isSame;
  if (isFound && !isWindows) return { command: 'npx', args: rest, env: {} };
  // There npx is a batch file, which needs a command interpreter, and that interprets these characters.
  const isPlain = serverArgs.every((word) => /^[\w\-.,:\\/@=+~ ]*$/.test(word));
  if (isFound && isWindows && itsNode !== undefined && machine.exists(npxScript(found, machine)))
    return { command: itsNode, args: [npxScript(found, machine), ...rest], env: noCurrentFolder };
  if (isFound && isPlain) return { command: 'cmd', args: ['/c', 'npx', ...rest], env: noCurrentFolder };
  const folder = dirname(node);
  const npx = isFound ? found : findProgram('npx', [folder, lastingPath(machine)].join(delimiter), machine);
  if (npx === undefined) return { ...direct, why: 'npx was not found, so the installed file itself is started.' };
  const why = isFound
    ? 'The arguments hold characters that cmd would read as its own, so npx is started without it.'
    : found === undefined
      ? 'Programs that are started from the desktop would not find npx on their PATH, so it is written in full.'
      : isNew(version)
        ? `Programs that are started from the desktop would find Node ${version}, and the modules beside the server are installed for this one, so it is written in full.`
        : 'The Node that programs started from the desktop would find is too old, so this one is written in full.';
  const path = [...new Set([folder, dirname(npx), ...hostPath.split(delimiter)])].join(delimiter);
  return isWindows
    ? { command: node, args: [npxScript(npx, machine), ...rest], env: { ...noCurrentFolder, PATH: path }, why }
    : { command: npx, args: rest, env: { PATH: path }, why };
}

/**
 * Keeps Windows' command interpreter, which npx uses too, from starting a program of the same name that lies in the
 * folder that the host works in.
 */
const noCurrentFolder = { NoDefaultCurrentDirectoryInExePath: '1' };

/** Returns the script behind `npx.cmd`, which Node starts without a command interpreter. */
function npxScript(npx: string, { platform }: Pick<Machine, 'platform'>): string {
  const { dirname, join } = pathsOf(platform);
  return join(dirname(npx), 'node_modules', 'npm', 'bin', 'npx-cli.js');
}

/** Returns the PATH on which a host finds programs. */
export const hostPathOf = (isFromTerminal: boolean, machine: Machine): string =>
  isFromTerminal || machine.platform === 'win32' ? lastingPath(machine) : machine.desktopPath;

/** Returns the command that a person types to start this server again. */
export function typedCommand(machine: Machine, command: string): string {
  const { isInstalled, isFromNpx, spec } = packageOf(machine);
  const isOnPath = !isFromNpx && findProgram(command, lastingPath(machine), machine) !== undefined;
  if (isInstalled) return isOnPath ? command : `npx -y ${spec}`;
  const { relative } = pathsOf(machine.platform);
  const near = relative(machine.cwd, machine.main);
  return `node ${near.startsWith('..') ? machine.main : near}`;
}

/**
 * Returns the running Node by a path that lasts. Folders that a shell or npm created for a session do not, nor do
 * versions that an update removes.
 */
function lastingNode(machine: Machine, hostPath: string): string {
  const { join, delimiter } = pathsOf(machine.platform);
  const name = machine.platform === 'win32' ? 'node.exe' : 'node';
  const folders = [hostPath, lastingPath(machine)].join(delimiter).split(delimiter).filter(Boolean);
  const real = realOf(machine.node);
  return (
    folders.map((folder) => join(folder, name)).find((file) => machine.isProgram(file) && realOf(file) === real) ??
    machine.node
  );
}

/** Returns the PATH without folders that exist for one session only. */
export function lastingPath({ platform, env }: Pick<Machine, 'platform' | 'env'>): string {
  const { delimiter } = pathsOf(platform);
  const passing = /fnm_multishells|[\\/]_npx[\\/]|[\\/]node_modules[\\/]\.bin[\\/]?$|node-gyp-bin|[\\/]yarn--/;
  return (env['PATH'] ?? env['Path'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !passing.test(folder))
    .join(delimiter);
}

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

const majorOf = (version: string | undefined): string | undefined => /^v(\d+)\./.exec(version ?? '')?.[1];

export function isNew(version: string | undefined): boolean {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version ?? '') ?? [];
  const [oldestMajor, oldestMinor] = oldestNode;
  return Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
}

/** Matches the packages of this family of servers. */
export const ownPackages = /^@mcp-reference\/server-/;

/** Returns the name of the package that an entry starts, with npx or from its file; empty if there is none. */
export function packageIn(
  { command, args }: Readonly<Record<string, unknown>>,
  machine: Pick<Machine, 'platform' | 'textOf'>,
): string {
  const words = [command, ...(Array.isArray(args) ? args : [])].map(String);
  const spec = words.find((word) => /^@[\w.-]+\/[\w.-]+(@[\w.-]+)?$/.test(word));
  if (spec !== undefined) return spec.replace(/(?<=.)@[^@/]*$/, '');
  const { isAbsolute } = pathsOf(machine.platform);
  const file = words.slice(1).find((word) => isAbsolute(word) && /\.m?js$/.test(word));
  return file === undefined ? '' : nameOf(file, machine);
}
