import path from 'node:path';
import { ToolError } from '../../errors.ts';
import { isRecord } from '../../is-record.ts';
import { pathsOf, type Machine } from '../machine.ts';

/** Returns the configuration folder of a system. */
export function configFolder({ platform, home, env }: Machine): string {
  const { join } = pathsOf(platform);
  if (platform === 'win32') return env['APPDATA'] || join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return xdgFolder({ home, env });
}

export const xdgFolder = ({ home, env }: Pick<Machine, 'home' | 'env'>): string =>
  env['XDG_CONFIG_HOME'] || path.posix.join(home, '.config');

/**
 * Returns the folder of Claude Desktop. On Windows it has been a package (MSIX) since February 2026, which sees another
 * folder under the documented name than all other programs do (anthropics/claude-code issues 25579 and 57998). Without
 * a package, it is the older kind.
 */
export function claudeDesktopFolder(machine: Machine): string {
  const { platform, home, env, exists, namesIn } = machine;
  const { join } = pathsOf(platform);
  const plain = join(configFolder(machine), 'Claude');
  if (platform !== 'win32') return plain;
  const packages = join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Packages');
  const folders = namesIn(packages)
    .filter((name) => name.startsWith('Claude_'))
    .map((name) => join(packages, name, 'LocalCache', 'Roaming', 'Claude'))
    .filter((folder) => exists(folder));
  return folders.find((folder) => exists(join(folder, 'claude_desktop_config.json'))) ?? folders[0] ?? plain;
}

/** Returns the configuration file of a VS Code extension. */
export const extensionFile =
  (extension: string, name: string) =>
  (machine: Machine): string =>
    pathsOf(machine.platform).join(configFolder(machine), 'Code', 'User', 'globalStorage', extension, 'settings', name);

/** Returns a file below the home folder. */
export const homeFile =
  (...names: string[]) =>
  ({ platform, home }: Machine): string =>
    pathsOf(platform).join(home, ...names);

/**
 * Returns the file of a profile of VS Code, which keeps the names of its profiles in `globalStorage/storage.json`.
 * @throws ToolError `not_found` with the names that exist
 */
export function vscodeProfile(name: string, folder: string, machine: Machine): string {
  const { join } = pathsOf(machine.platform);
  const user = join(configFolder(machine), folder, 'User');
  const stored: unknown = JSON.parse(machine.textOf(join(user, 'globalStorage', 'storage.json')) ?? '{}');
  const list: unknown = isRecord(stored) ? stored['userDataProfiles'] : undefined;
  const profiles = (Array.isArray(list) ? list : []).filter(isRecord);
  const found = profiles.find((profile) => profile['name'] === name);
  if (found === undefined || typeof found['location'] !== 'string') {
    const names = profiles.map((profile) => `"${String(profile['name'])}"`).join(', ');
    throw new ToolError('not_found', `There is no profile "${name}". There are: ${names || 'none'}.`);
  }
  return join(user, 'profiles', found['location'], 'mcp.json');
}
