import { spawn } from 'node:child_process';
import path from 'node:path';
import { isProgram } from '../sandbox/programs.ts';
import { credentialManager } from './credential-manager.ts';

/** An entry in the user's key store: which server it belongs to, and which account. */
export interface Entry {
  service: string;
  account: string;
}

/** The key store of the user's system. */
export interface Keychain {
  /** Its name in a sentence. */
  name: string;
  /** Returns the stored value; undefined if there is none, or the key store is closed or not there. */
  find(entry: Entry): Promise<string | undefined>;
  /** Stores a value in place of an earlier one. Whether it is there afterwards, {@link find} tells. */
  store(entry: Entry, value: string): Promise<void>;
}

export interface KeychainOptions {
  platform?: NodeJS.Platform;
  env?: NodeJS.ProcessEnv;
  /** The folder of the system's programs, for tests. */
  programs?: string;
  /** The store of Windows, for tests. */
  manager?: Keychain;
}

/** Milliseconds for a lookup, which a host's start waits for. */
const lookupLimit = 5_000;
/** Milliseconds for storing: the system may ask the user to unlock the key store. */
const storeLimit = 60_000;

/**
 * Returns the key store of the user: the keychain of macOS (`security`), the Secret Service of a Linux desktop
 * (`secret-tool`), or the Credential Manager of Windows. Undefined where the system has none. Values go to programs over stdin,
 * because arguments show in the process list.
 */
export function keychainOf({
  platform = process.platform,
  env = process.env,
  programs = '/usr/bin',
  manager,
}: KeychainOptions = {}): Keychain | undefined {
  if (platform === 'win32') return manager ?? credentialManager();
  const program = path.join(programs, platform === 'darwin' ? 'security' : 'secret-tool');
  if (!['darwin', 'linux'].includes(platform) || !isProgram(program)) return undefined;
  const variables = withBus(env);
  const run = (args: readonly string[], limit: number, input = '') =>
    output(program, args, { limit, input, env: variables });
  if (platform === 'darwin')
    return {
      name: 'the keychain of macOS',
      find: ({ service, account }) =>
        run(['find-generic-password', '-s', service, '-a', account, '-w'], lookupLimit).then(entered),
      async store({ service, account }, value) {
        const hex = Buffer.from(value).toString('hex');
        // The program reads commands from stdin, so the value is no argument of it. -X takes any value without quoting.
        await run(['-i'], storeLimit, `add-generic-password -U -s "${service}" -a "${account}" -X ${hex}\n`);
      },
    };
  return {
    name: 'the key store of the desktop (Secret Service)',
    find: ({ service, account }) => run(['lookup', 'service', service, 'account', account], lookupLimit).then(entered),
    async store({ service, account }, value) {
      const label = `${service}: ${account}`;
      await run(['store', '--label', label, 'service', service, 'account', account], storeLimit, value);
    },
  };
}

/** Hosts start servers without the variables that lead to the user's session bus; it is where systemd puts it. */
function withBus(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isGiven = env['DBUS_SESSION_BUS_ADDRESS'] !== undefined || env['XDG_RUNTIME_DIR'] !== undefined;
  return isGiven ? { ...env } : { ...env, XDG_RUNTIME_DIR: `/run/user/${process.getuid?.() ?? 0}` };
}

const entered = (text: string | undefined): string | undefined => text?.trim() || undefined;

interface RunOptions {
  limit: number;
  input: string;
  env: NodeJS.ProcessEnv;
}

/** Returns what a program prints; undefined if it fails or takes too long. */
function output(
  program: string,
  args: readonly string[],
  { limit, input, env }: RunOptions,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'], timeout: limit, cwd: '/' });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stdin.on('error', () => {});
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => resolve(code === 0 ? Buffer.concat(parts).toString('utf8') : undefined));
    child.stdin.end(input);
  });
}
