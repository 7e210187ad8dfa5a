import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { keychainOf, type Entry, type Keychain } from './keychain.ts';
import { ToolError } from '../errors.ts';
import { readOwn, Secret } from './secret.ts';

/**
 * The place of a server's sign-in: the user's key store where the system has one that is open, otherwise a file that only
 * the user can read.
 */
export class SecretStore {
  readonly #entry: Entry;
  readonly #file: string;
  readonly #keychain: Keychain | undefined;
  /** The same as a server reaches it that a host starts, with few variables. */
  readonly #fromHost: Keychain | undefined;

  /** @param account what the secret opens, such as the host name of a service */
  constructor(service: string, account: string, { keychain, env = process.env }: StoreOptions = {}) {
    this.#entry = { service: plain(service), account: plain(account) };
    this.#file = secretFile(service, `${account}.token`, env);
    const { HOME, PATH } = env;
    this.#keychain = (keychain ?? keychainOf({ env })) || undefined;
    this.#fromHost = (keychain ?? keychainOf({ env: { HOME, PATH } })) || undefined;
  }

  /** Returns the stored secret; undefined when there is none. @throws ToolError `denied` for a file that other users may write */
  async find(): Promise<Secret | undefined> {
    const text = await readOwn(this.#file, `The sign-in in ${this.#file}`).catch((error: unknown) => {
      if (error instanceof ToolError) throw error;
      return '';
    });
    const value = text.trim() || (await this.#keychain?.find(this.#entry));
    return value === undefined ? undefined : new Secret(value);
  }

  /** Stores a secret in place of an earlier one. Returns where it is and how to remove it, as a sentence. */
  async keep(secret: Secret): Promise<string> {
    if (await this.#keepInKeychain(secret)) {
      await rm(this.#file, { force: true });
      const { service, account } = this.#entry;
      return `It is kept in ${this.#keychain?.name}, as ${service} for ${account}; remove that entry to sign out.`;
    }
    await writeSecret(this.#file, secret);
    // Windows has no modes: the file inherits the access list of the user's profile.
    const readers = process.platform === 'win32' ? 'with the permissions of that folder' : 'which only you can read';
    return `It is kept in ${this.#file}, ${readers}; delete the file to sign out.`;
  }

  async #keepInKeychain(secret: Secret): Promise<boolean> {
    if (this.#keychain === undefined) return false;
    await this.#keychain.store(this.#entry, secret.reveal());
    return (await this.#fromHost?.find(this.#entry)) === secret.reveal();
  }
}

interface StoreOptions {
  /** The key store; false for none. */
  keychain?: Keychain | false | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/** Characters that neither a shell nor a command line could take for something else. */
const plain = (name: string): string => name.replaceAll(/[^\w.-]/g, '_');

/** Returns the file for a server's stored sign-in, in the user's configuration folder. */
function secretFile(server: string, name: string, env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] ?? os.homedir();
  const folder =
    process.platform === 'win32'
      ? (env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'))
      : (env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'));
  return path.join(folder, server, plain(name));
}

/** Saves a secret atomically, in a file that only its user can read; on Windows it inherits the access list of the folder. */
async function writeSecret(file: string, secret: Secret): Promise<void> {
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
