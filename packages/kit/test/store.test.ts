import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from '../src/secrets/secret.ts';
import { secretFile, storedSecret, storeSecret } from '../src/secrets/store.ts';
import { temporaryFolder } from './fixtures.ts';

test('a secret is kept for its user alone, replaced whole, and found again', async () => {
  const home = temporaryFolder();
  const env = { HOME: home, XDG_CONFIG_HOME: path.join(home, 'config'), APPDATA: path.join(home, 'config') };
  const file = secretFile('mcp-server-x', 'example.com:8443.token', env);
  expect(file).toBe(path.join(home, 'config', 'mcp-server-x', 'example.com_8443.token'));
  expect(await storedSecret(file)).toBeUndefined();
  await storeSecret(file, new Secret('first-secret'));
  await storeSecret(file, new Secret('second-secret'));
  expect((await storedSecret(file))?.reveal()).toBe('second-secret');
  expect(readFileSync(file, 'utf8')).toBe('second-secret\n');
  expect(readdirSync(path.dirname(file))).toEqual(['example.com_8443.token']);
  if (process.platform !== 'win32') {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  }
});

test('a name cannot lead out of the folder', () => {
  const file = secretFile('mcp-server-x', '../../etc/passwd', { HOME: '/home/u', APPDATA: '/home/u' });
  expect(path.basename(file)).toBe('.._.._etc_passwd');
  expect(existsSync(file)).toBe(false);
});
