import { existsSync } from 'node:fs';
import path from 'node:path';

/** Returns true if the user, or this computer, has attributes for every repository (gitattributes(5)). Their content is git's to read. */
export function hasUsersAttributes({ HOME = '', XDG_CONFIG_HOME }: Readonly<Record<string, string>>): boolean {
  const folder = XDG_CONFIG_HOME ?? path.join(HOME, '.config');
  return existsSync(path.join(folder, 'git', 'attributes')) || existsSync('/etc/gitattributes');
}
