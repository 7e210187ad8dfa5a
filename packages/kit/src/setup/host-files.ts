import path from 'node:path';
import { pathsOf, type Machine } from './machine.ts';

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
