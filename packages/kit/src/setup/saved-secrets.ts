import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isRecord } from '../is-record.ts';
import type { Options } from '../options.ts';
import { errnoOf } from '../sandbox/errno.ts';
import { textsOf } from './jsonc.ts';

/** The text that takes the place of a secret in old copies of a configuration. */
const removed = 'removed';

/** Returns the secrets that an entry holds as plain text: values of this server's secret options that are no references. */
export function savedSecrets(entry: unknown, options: Options): string[] {
  const names = Object.values(options).flatMap((option) =>
    option.type === 'secret' ? [option.env, ...(option.also ?? [])] : [],
  );
  const env = textsOf(isRecord(entry) ? entry['env'] : undefined);
  return names.flatMap((name) => {
    const value = env[name];
    return value === undefined || value.length < 4 || /^\$?\{.*\}$/.test(value) ? [] : [value];
  });
}

/** Replaces secrets in a text, also in the form that JSON, TOML and YAML give them in quotes. */
export const forgetSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .reduce((clean, secret) => clean.replaceAll(secret, removed), text);

/** The copies of a configuration that held a secret. */
export interface CleanedCopies {
  /** The number of those that no longer do. */
  cleaned: number;
  /** Those that could not be read or written. */
  left: readonly string[];
}

/** Removes secrets from the copies that earlier changes left next to a file. */
export async function cleanBackups(target: string, file: string, secrets: readonly string[]): Promise<CleanedCopies> {
  const folders = new Set(secrets.length === 0 ? [] : [path.dirname(target), path.dirname(file)]);
  let cleaned = 0;
  const left: string[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      if (!name.startsWith(`${path.basename(file)}.backup-`)) continue;
      const copy = path.join(folder, name);
      try {
        if (await cleanCopy(copy, secrets)) cleaned++;
      } catch (error) {
        if (errnoOf(error) === undefined) throw error;
        left.push(copy);
      }
    }
  }
  return { cleaned, left };
}

/** @returns true if the copy held a secret */
async function cleanCopy(copy: string, secrets: readonly string[]): Promise<boolean> {
  const text = await readFile(copy, 'utf8');
  const clean = forgetSecrets(text, secrets);
  if (clean === text) return false;
  const { mode } = await stat(copy);
  await writeFile(copy, clean);
  await chmod(copy, mode & 0o777);
  return true;
}
