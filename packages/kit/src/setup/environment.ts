import { isRecord } from '../is-record.ts';
import type { Host } from './hosts/index.ts';
import { Jsonc, textsOf } from './jsonc.ts';
import { hostPathOf } from './launch.ts';
import type { Machine } from './machine.ts';

/** Variables that a host passes on from its own environment: the list of the official SDKs, which most hosts use. */
const passedOn = {
  posix: ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER', 'TMPDIR', 'LANG'],
  win32: [
    'APPDATA',
    'HOMEDRIVE',
    'HOMEPATH',
    'LOCALAPPDATA',
    'PATH',
    'PATHEXT',
    'PROCESSOR_ARCHITECTURE',
    'PROGRAMFILES',
    'SYSTEMDRIVE',
    'SYSTEMROOT',
    'TEMP',
    'USERNAME',
    'USERPROFILE',
  ],
};

/**
 * Returns the environment that a host gives to a server: of a desktop application no shell and no profile, of one in a
 * terminal what it passes on. `named` are variables that the entry asks for by name, as Codex has it.
 */
export function environmentOf(host: Host, machine: Machine, named: readonly string[] = []): Record<string, string> {
  const isWindows = machine.platform === 'win32';
  const basic = isWindows ? passedOn.win32 : passedOn.posix;
  const isPassed = (name: string): boolean =>
    named.includes(name) ||
    basic.includes(isWindows ? name.toUpperCase() : name) ||
    (host.passesAll === true && host.withholds?.test(name) !== true);
  const kept = Object.entries(machine.env).filter(
    ([name, value]) => value !== undefined && name.toUpperCase() !== 'PATH' && isPassed(name),
  );
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])),
    ...(!isWindows && { HOME: machine.home }),
    ...settingsOf(host, machine),
    PATH: hostPathOf(host.fromTerminal === true, machine),
  };
}

/** Returns the variables in the `env` of the host's settings; later files win. */
function settingsOf(host: Host, machine: Machine): Record<string, string> {
  const all = (host.settings?.(machine) ?? []).map((file) => {
    try {
      const env: unknown = new Jsonc(machine.textOf(file) ?? '', file).get(['env']);
      return textsOf(env);
    } catch {
      // A file that the host cannot read either.
      return {};
    }
  });
  return Object.assign({}, ...all) as Record<string, string>;
}

/** Returns the names of variables that an entry asks its host to pass on. */
export const namedVariables = (entry: unknown): string[] => {
  const names = isRecord(entry) ? entry['env_vars'] : undefined;
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
};
