import { ToolError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { Options } from '../options.ts';
import type { Server } from '../server.ts';
import type { SetupRequest } from './command-line.ts';
import { changeConfig, readConfig } from './config-file.ts';
import { openDocument } from './document.ts';
import { plainEntry } from './entry.ts';
import { Jsonc } from './jsonc.ts';
import type { Machine } from './machine.ts';
import { placeOf, type Place } from './place.ts';
import { cleanBackups, forgetSecrets, savedSecrets, type CleanedCopies } from './saved-secrets.ts';

/** Removes the entry from a host's configuration, and a secret that was saved in it from the old copies of the file. */
export async function uninstall(
  server: Pick<Server<Options, unknown>, 'name'>,
  options: Options,
  { host: hostName, name = server.name, scope = 'user', profile }: SetupRequest,
  machine: Machine,
): Promise<number> {
  if (hostName === undefined || hostName === 'print') return 0;
  const place = placeOf(hostName, { scope, profile }, machine);
  const { host, file, key, format } = place;
  const { text, exists } = await readConfig(file);
  const document = openDocument(text, file, format);
  const holder = document.get([key]);
  if (holder !== undefined && !isRecord(holder))
    throw new ToolError(
      'invalid',
      `"${key}" in ${file}, line ${document.lineOf([key])}, is not an object. Correct it there; nothing was changed.`,
    );
  if (!exists || !document.has([key, name])) {
    machine.say(
      `${host.title} has no "${name}"${exists ? '' : ' and no configuration'} in ${file}. Nothing was changed.`,
    );
    return 0;
  }
  const saved = savedSecrets(plainEntry(document.get([key, name]), place), options);
  const rest = without(text, place, name);
  // What another entry still uses stays in the copies too, which would be of no use without it.
  const secrets = saved.filter((secret) => forgetSecrets(rest, [secret]) === rest);
  const written = await changeConfig(file, (held) => without(held.text, place, name), {
    now: machine.now(),
    clean: (old) => forgetSecrets(old, secrets),
    ...(host.isLocked && scope === 'user' && { isLocked: true }),
  });
  const copies = await cleanBackups(written?.through ?? file, file, secrets);
  machine.say(`Removed "${name}" from ${host.title}: ${file}`);
  if (written?.backup !== undefined) machine.say(`  old file    ${written.backup}`);
  for (const note of notesOn(saved, secrets, file, copies)) machine.say(`- ${note}`);
  machine.say(`Next: ${host.next}`);
  return 0;
}

/** Says where the secrets of a removed entry still are. */
function notesOn(
  saved: readonly string[],
  removed: readonly string[],
  file: string,
  { cleaned, left }: CleanedCopies,
): string[] {
  const notes = left.map(
    (copy) => `${copy} cannot be read or changed, and may still hold the saved secret. Delete it.`,
  );
  if (removed.length < saved.length)
    notes.push(`Another entry of ${file} holds the same secret, so it stays there and in the copies.`);
  else if (removed.length > 0 && left.length === 0)
    notes.push(
      `The saved secret is in no copy of the file any more${cleaned === 0 ? '' : ` (removed from ${cleaned})`}. It stays valid until you revoke it.`,
    );
  return notes;
}

/** Returns the text without the entry, and without questions that only it referred to. */
function without(text: string, { file, host, key, format }: Place, name: string): string {
  let next = text;
  const place = [key, name];
  const open = () => openDocument(next, file, format);
  const asked = JSON.stringify(open().get(place) ?? {});
  for (let document = open(); document.has(place); document = open()) next = document.remove(place);
  for (const [, id] of asked.matchAll(/\$\{input:([^}"]+)\}/g)) {
    const document = new Jsonc(next, file);
    const inputs = host.inputs === undefined ? undefined : document.get([host.inputs]);
    if (!Array.isArray(inputs) || next.includes(`\${input:${id}}`)) continue;
    const index = inputs.findIndex((one: unknown) => isRecord(one) && one['id'] === id);
    if (index >= 0) next = document.remove([host.inputs ?? '', index]);
  }
  return next;
}
