import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Secret } from './secret.ts';

/** Returns the file for a server's stored sign-in, in the user's configuration folder. */
export function secretFile(server: string, name: string, env: NodeJS.ProcessEnv = process.env): string {
  const home = env['HOME'] ?? os.homedir();
  const folder =
    process.platform === 'win32'
      ? (env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'))
      : (env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'));
  return path.join(folder, server, name.replaceAll(/[^\w.-]/g, '_'));
}

/** Reads the secret that {@link storeSecret} saved; undefined when there is none. */
export async function storedSecret(file: string): Promise<Secret | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : new Secret(text.trim());
}

/** Saves a secret atomically, in a file that only its user can read. */
export async function storeSecret(file: string, secret: Secret): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const pending = `${file}.${process.pid}`;
  try {
    await writeFile(pending, `${secret.reveal()}\n`, { mode: 0o600, flag: 'wx' });
    // The umask restricts the mode of a new file further, so the mode is set explicitly.
    await chmod(pending, 0o600);
    await rename(pending, file);
  } catch (error) {
    await rm(pending, { force: true });
    throw error;
  }
}
