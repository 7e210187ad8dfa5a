import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from '../npm.ts';
import { cacheFolder, onDemand } from '../on-demand.ts';
import { root } from '../packages.ts';

/** A local npm registry: our packages are published to it, others come from the configured registry. */
export interface Registry {
  /** Ends with a slash. */
  url: string;
  /** The lines of an `.npmrc` that select it. */
  npmrc: readonly string[];
  close(): Promise<void>;
}

/** Starts an empty one. Packages fetched in earlier runs are kept. */
export async function startRegistry(): Promise<Registry> {
  const verdaccio = await onDemand('verdaccio');
  const uplink = (await npm(['config', 'get', 'registry'], root)).trim();
  mkdirSync(cacheFolder, { recursive: true });
  const own = mkdtempSync(path.join(cacheFolder, 'registry-'));
  const config = path.join(own, 'config.yaml');
  writeFileSync(config, JSON.stringify(configuration(own, uplink), null, 2));
  const child = fork(fileURLToPath(new URL('serve.ts', import.meta.url)), [verdaccio, config], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  const log = collected(child);
  try {
    const url = `http://127.0.0.1:${await portOf(child, log)}/`;
    return {
      url,
      npmrc: [`registry=${url}`],
      close: async () => {
        await ended(child);
        rmSync(own, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await ended(child);
    throw error;
  }
}

/** Returns the configuration; JSON is valid YAML. */
function configuration(own: string, uplink: string): object {
  return {
    storage: own,
    uplinks: { npm: { url: uplink, timeout: '60s', max_fails: 20, fail_timeout: '1s', maxage: '1h' } },
    packages: {
      '@mcp-reference/*': { access: '$all', publish: '$all' },
      // Kept for later runs; the path is relative to the folder above.
      '**': { access: '$all', proxy: 'npm', storage: '../registry' },
    },
    auth: { htpasswd: { file: path.join(own, 'htpasswd'), max_users: -1 } },
    web: { enable: false },
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
    max_body_size: '100mb',
  };
}

function collected({ stdout, stderr }: ChildProcess): () => string {
  const parts: Buffer[] = [];
  for (const stream of [stdout, stderr]) stream?.on('data', (part: Buffer) => void parts.push(part));
  return () => Buffer.concat(parts).toString();
}

function portOf(child: ChildProcess, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The registry ended with ${code}: ${log()}`)));
    child.once('message', (message) => {
      if (typeof message === 'object' && 'port' in message && typeof message.port === 'number') resolve(message.port);
      else reject(new Error('The registry did not say where it listens.'));
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
}
