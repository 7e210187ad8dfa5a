import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { isRecord } from '../../src/is-record.ts';
import { hosts } from '../../src/setup/hosts/index.ts';
import type { HostName } from '../../src/setup/flags.ts';
import { fileOf, given, makeMachine, run, type Fake } from './sample.ts';

export type Key = Exclude<HostName, 'print'>;
export const secret = 'hush-hush-1234';

/** A computer on which the server is a real program. */
export function realMachine(change: Partial<Fake> = {}): Fake {
  const machine = makeMachine({ node: process.execPath, desktopPath: path.dirname(process.execPath), ...change });
  const folder = path.join(machine.home, 'checkout/packages/sample');
  mkdirSync(path.join(folder, 'dist'), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: '@mcp-reference/server-sample' }));
  copyFileSync(fileURLToPath(new URL('program.mjs', import.meta.url)), machine.main);
  return machine;
}

const configure = (machine: Fake, entry: unknown, key: Key = 'claude-desktop', name = 'sample') =>
  given(
    key,
    machine,
    JSON.stringify({ [hosts[key].key]: { [name]: entry, other: { env: { KEY: 'not-to-be-seen' } } } }),
  );

/** Returns the doctor's findings on an entry. */
export async function examined(
  machine: Fake,
  entry: unknown,
  key: Key = 'claude-desktop',
): Promise<{ code: number; text: string }> {
  configure(machine, entry, key);
  const code = await run(machine, '--doctor', key);
  const text = machine.said.join('\n');
  expect(text).not.toMatch(/not-to-be-seen|hush-hush/);
  expect(machine.printed).toEqual([]);
  return { code, text };
}

export const starts = (machine: Fake, mode: string, env: Record<string, string> = {}, args: string[] = []) => ({
  command: machine.node,
  args: [machine.main, ...args],
  env: { MODE: mode, SECRET_TOKEN: secret, ...env },
});

/** Returns the findings on the entry that is installed, with more properties. */
export async function entryWith(machine: Fake, key: Key, more: object): Promise<{ code: number; text: string }> {
  await run(machine, '--install', key, '--command', 'x', ':memory:');
  const file = fileOf(key, machine);
  const text = readFileSync(file, 'utf8');
  const toml = Object.entries(more).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
  const entries: unknown = file.endsWith('.toml') ? undefined : JSON.parse(text);
  if (isRecord(entries)) Object.assign((entries[hosts[key].key] as Record<string, object>)['sample'] ?? {}, more);
  writeFileSync(file, entries === undefined ? `${text}${toml.join('')}` : JSON.stringify(entries));
  machine.said.length = 0;
  return { code: await run(machine, '--doctor', key), text: machine.said.join('\n') };
}
