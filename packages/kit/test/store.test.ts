import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { credentialManager } from '../src/secrets/credential-manager.ts';
import { keychainOf } from '../src/secrets/keychain.ts';
import { Secret } from '../src/secrets/secret.ts';
import { SecretStore } from '../src/secrets/store.ts';
import { temporaryFolder } from './fixtures.ts';

/** Makes an empty home folder for a user, on any system. */
function user() {
  const home = temporaryFolder();
  const env = { HOME: home, XDG_CONFIG_HOME: path.join(home, 'config'), APPDATA: path.join(home, 'config') };
  return { env, folder: path.join(home, 'config', 'mcp-server-x') };
}

describe('without a key store', () => {
  test('a secret is kept for its user alone, replaced whole, and found again', async () => {
    const { env, folder } = user();
    const store = new SecretStore('mcp-server-x', 'example.com:8443', { env, keychain: false });
    expect(await store.find()).toBeUndefined();
    const file = path.join(folder, 'example.com_8443.token');
    expect(await store.keep(new Secret('first-secret'))).toContain(file);
    await store.keep(new Secret('second-secret'));
    expect((await store.find())?.reveal()).toBe('second-secret');
    expect(readFileSync(file, 'utf8')).toBe('second-secret\n');
    expect(readdirSync(folder)).toEqual(['example.com_8443.token']);
    if (process.platform !== 'win32') {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      chmodSync(file, 0o666);
      await expect(store.find()).rejects.toThrow(/can be written by other users/);
    }
  });

  test('a name cannot lead out of the folder', async () => {
    const { env, folder } = user();
    await new SecretStore('mcp-server-x', '../../etc/passwd', { env, keychain: false }).keep(new Secret('a-secret'));
    expect(readdirSync(folder)).toEqual(['.._.._etc_passwd.token']);
  });
});

/** A program in the place of the system's that notes its arguments and input, and stores what `store` finds in them. */
function programs(name: string, source: string): { folder: string; noted(): string } {
  const folder = temporaryFolder();
  const file = path.join(folder, name);
  writeFileSync(
    file,
    `#!${process.execPath}
const fs = require('node:fs');
const [args, input] = [process.argv.slice(2), fs.readFileSync(0, 'utf8')];
fs.appendFileSync(${JSON.stringify(path.join(folder, 'noted'))}, JSON.stringify({ args, input }) + '\\n');
const kept = ${JSON.stringify(path.join(folder, 'kept'))};
${source}`,
  );
  chmodSync(file, 0o755);
  return { folder, noted: () => readFileSync(path.join(folder, 'noted'), 'utf8') };
}

const security = `
if (args[0] === '-i') fs.writeFileSync(kept, Buffer.from(/-X ([0-9a-f]+)\\s*$/.exec(input)[1], 'hex'));
else if (!fs.existsSync(kept)) process.exit(44);
else process.stdout.write(fs.readFileSync(kept, "utf8") + "\\n");`;
const secretTool = `
if (args[0] === 'store') fs.writeFileSync(kept, input);
else if (!fs.existsSync(kept)) process.exit(1);
else process.stdout.write(fs.readFileSync(kept, 'utf8'));`;
const locked = 'process.exit(1);';

const systems = [
  ['darwin', 'security', security],
  ['linux', 'secret-tool', secretTool],
] as const;

describe.skipIf(process.platform === 'win32').each(systems)('the key store of %s', (platform, program, source) => {
  test('holds the secret in place of a file, and its program never has it as an argument', async () => {
    const { env, folder } = user();
    await new SecretStore('mcp-server-x', 'example.com', { env, keychain: false }).keep(new Secret('older-secret'));
    const { folder: bin, noted } = programs(program, source);
    const keychain = keychainOf({ platform, programs: bin });
    const store = new SecretStore('mcp-server-x', 'example.com', { env, keychain });
    expect(await store.keep(new Secret('newer "secret"'))).toMatch(/^It is kept in the key/);
    expect(readdirSync(folder)).toEqual([]);
    expect((await store.find())?.reveal()).toBe('newer "secret"');
    for (const line of noted().trim().split('\n'))
      expect(JSON.stringify((JSON.parse(line) as { args: string[] }).args)).not.toMatch(/secret"/);
  });

  test('that is locked leaves the file', async () => {
    const { env, folder } = user();
    const keychain = keychainOf({ platform, programs: programs(program, locked).folder });
    const store = new SecretStore('mcp-server-x', 'example.com', { env, keychain });
    expect(await store.keep(new Secret('the-secret'))).toContain(folder);
    expect((await store.find())?.reveal()).toBe('the-secret');
  });
});

const desktop = ['dbus-run-session', 'gnome-keyring-daemon', 'secret-tool'].every((name) =>
  existsSync(`/usr/bin/${name}`),
);

/** Keeps and finds a secret in a separate session of a desktop. Returns what it said, and the user's home. */
function inSession(options: string): { said: string; home: string; script: string } {
  const home = temporaryFolder();
  for (const name of ['.cache', 'run']) mkdirSync(path.join(home, name), { mode: 0o700 });
  const at = (file: string): string => pathToFileURL(path.resolve(import.meta.dirname, '../src/secrets', file)).href;
  const script = path.join(home, 'script.mjs');
  writeFileSync(
    script,
    `import { SecretStore } from ${JSON.stringify(at('store.ts'))};
    import { Secret } from ${JSON.stringify(at('secret.ts'))};
    import { keychainOf } from ${JSON.stringify(at('keychain.ts'))};
    const store = new SecretStore('mcp-server-x', 'example.com', ${options});
    console.log(await store.keep(new Secret('a "secret" of é')));
    console.log((await store.find())?.reveal());`,
  );
  const env = { PATH: '/usr/bin:/bin', HOME: home, XDG_RUNTIME_DIR: path.join(home, 'run') };
  const unlocked = 'printf login | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"';
  const said = execFileSync('dbus-run-session', ['--', 'sh', '-c', unlocked, 'sh', process.execPath, script], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString();
  return { said, home, script };
}

// Hosts pass on few variables: a token that only a terminal reaches would be lost to them.
test.skipIf(process.platform !== 'linux' || !desktop)('a session that a host does not reach leaves the file', () => {
  const { said } = inSession('{}');
  expect(said).toMatch(/^It is kept in .*example\.com\.token, .*\na "secret" of é\n$/);
});

test('a system without the program has none', () => {
  expect(keychainOf({ platform: 'linux', programs: temporaryFolder() })).toBeUndefined();
});

describe('the Credential Manager of Windows', () => {
  /** The native module of a processor, and what it was asked for. The true one is used under Wine. */
  function native(broken?: 'store' | 'find') {
    const kept = new Map<string, string>();
    const names: string[] = [];
    class AsyncEntry {
      readonly #key: string;
      constructor(...key: [service: string, account: string]) {
        this.#key = key.join(' ');
      }
      async setPassword(value: string) {
        if (broken === 'store') throw new Error('no logon session');
        kept.set(this.#key, value);
      }
      async getPassword() {
        if (broken === 'find') throw new Error('no logon session');
        return kept.get(this.#key) ?? null;
      }
    }
    const load = (name: string) => (names.push(name), { AsyncEntry });
    const keychain = keychainOf({ platform: 'win32', manager: credentialManager({ arch: 'arm64', load }) });
    return { kept, names, keychain };
  }

  test('holds the secret in place of a file, through the module of the processor', async () => {
    const { env, folder } = user();
    await new SecretStore('mcp-server-x', 'example.com', { env, keychain: false }).keep(new Secret('older-secret'));
    const { kept, names, keychain } = native();
    const store = new SecretStore('mcp-server-x', 'example.com', { env, keychain });
    expect(await store.keep(new Secret('newer-secret'))).toMatch(
      /^It is kept in the Credential Manager of Windows, as/,
    );
    expect([...kept]).toEqual([['mcp-server-x example.com', 'newer-secret']]);
    expect(new Set(names)).toEqual(new Set(['@napi-rs/keyring-win32-arm64-msvc']));
    expect(readdirSync(folder)).toEqual([]);
    expect((await store.find())?.reveal()).toBe('newer-secret');
  });

  test.for(['store', 'find'] as const)('that fails to %s leaves the file', async (broken) => {
    const { env, folder } = user();
    const store = new SecretStore('mcp-server-x', 'example.com', { env, keychain: native(broken).keychain });
    expect(await store.keep(new Secret('the-secret'))).toContain(folder);
    expect((await store.find())?.reveal()).toBe('the-secret');
  });

  test('without its module, there is the file', async () => {
    const { env, folder } = user();
    const load = () => {
      throw new Error('Cannot find module');
    };
    const keychain = credentialManager({ load });
    const store = new SecretStore('mcp-server-x', 'example.com', { env, keychain });
    expect(await store.find()).toBeUndefined();
    expect(await store.keep(new Secret('the-secret'))).toContain(folder);
    expect((await store.find())?.reveal()).toBe('the-secret');
  });
});

test.skipIf(process.platform !== 'linux' || !desktop)('the Secret Service of a desktop', () => {
  const { said, home, script } = inSession('{ keychain: keychainOf() }');
  expect(said).toMatch(/^It is kept in the key store of the desktop .*\na "secret" of é\n$/);
  const files = spawnSync('grep', ['-rl', 'a "secret" of', home], { encoding: 'utf8' }).stdout.trim().split('\n');
  expect(files).toEqual([script]);
});
