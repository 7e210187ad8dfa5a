import { createRequire } from 'node:module';
import type { Entry, Keychain } from './keychain.ts';

/** An entry of the Credential Manager, as `@napi-rs/keyring` offers it. */
interface ManagerEntry {
  getPassword(signal: AbortSignal): Promise<string | null>;
  setPassword(value: string): Promise<void>;
}

/** The native module of one processor; a package installs those of Windows only. */
interface NativeModule {
  AsyncEntry: new (service: string, account: string) => ManagerEntry;
}

/** Milliseconds for a lookup, which a host's start waits for. */
const lookupLimit = 5_000;

export interface ManagerOptions {
  arch?: string;
  /** Loads a module by its name, for tests. */
  load?: (name: string) => unknown;
}

/**
 * Returns the Credential Manager of Windows, which keeps its entries encrypted for the user. Windows has no program that reads them, so it takes
 * a native module. Where that is not installed, nothing is found, and what is stored is not there afterwards.
 */
export function credentialManager({
  arch = process.arch,
  load = createRequire(import.meta.url),
}: ManagerOptions = {}): Keychain {
  const use = async <T>(entry: Entry, act: (entry: ManagerEntry) => Promise<T>): Promise<T | undefined> => {
    try {
      const { AsyncEntry } = load(`@napi-rs/keyring-win32-${arch}-msvc`) as NativeModule;
      return await act(new AsyncEntry(entry.service, entry.account));
    } catch {
      // Not installed, or closed: the caller has a file to fall back on.
      return undefined;
    }
  };
  return {
    name: 'the Credential Manager of Windows',
    find: async (entry) =>
      (await use(entry, (found) => found.getPassword(AbortSignal.timeout(lookupLimit)))) ?? undefined,
    store: (entry, value) => use(entry, (found) => found.setPassword(value)),
  };
}
