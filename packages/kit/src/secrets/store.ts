import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Secret } from './secret.ts';

/** Where a server keeps what its user signed in with: in the user's own folder for configuration. */
export function secretFile(server: string, name: string, env: NodeJS.ProcessEnv = process.env): string {
  const home = env['HOME'] ?? os.homedir();
  const folder =
    process.platform === 'win32'
      ? (env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'))
      : (env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'));
  return path.join(folder, server, name.replaceAll(/[^\w.-]/g, '_'));
}

/** What {@link storeSecret} kept; undefined when there is nothing. */
export async function storedSecret(file: string): Promise<Secret | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : new Secret(text.trim());
}

/** Keeps a secret in a file that only its user can read, and that is never there half written. */
export async function storeSecret(file: string, secret: Secret): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const pending = `${file}.${process.pid}`;
  try {
    await writeFile(pending, `${secret.reveal()}\n`, { mode: 0o600, flag: 'wx' });
    // The mode of a new file is narrowed by the umask only; said again, it is what it should be.
    await chmod(pending, 0o600);
    await rename(pending, file);
  } catch (error) {
    await rm(pending, { force: true });
    throw error;
  }
}
