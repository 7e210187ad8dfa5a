import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { root } from '../../../scripts/packages.ts';
import { filesystem } from '../../../scripts/tour/filesystem.ts';
import { git } from '../../../scripts/tour/git.ts';
import { github } from '../../../scripts/tour/github.ts';
import { sqlite } from '../../../scripts/tour/sqlite.ts';
import type { Stop } from '../../../scripts/tour/stop.ts';

/** A running server, with a client that shows views. */
export interface Running {
  name: string;
  client: Client;
  /** The folder with its data. */
  folder: string;
}

const stops: readonly Stop[] = [sqlite, git, filesystem, github];

/** Flags beside those of the tour, so that all views have their tools. */
const flags: Readonly<Record<string, readonly string[]>> = {
  sqlite: ['--write', '--toolsets', 'all'],
  filesystem: ['--toolsets', 'all'],
  git: [],
  github: ['--toolsets', 'all'],
};

/** Starts the four servers on the tour's data, extended where a view needs more. */
export async function startServers(names = stops.map(({ name }) => name)): Promise<{
  servers: ReadonlyMap<string, Running>;
  close(): Promise<void>;
}> {
  const scratch = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-views-')));
  const servers = new Map<string, Running>();
  const ends: (() => Promise<void>)[] = [];
  for (const stop of stops.filter(({ name }) => names.includes(name))) {
    const folder = path.join(scratch, stop.name);
    const prepared = await stop.prepare(folder);
    const { args, env, end } = Array.isArray(prepared) ? { args: prepared, env: {}, end: undefined } : prepared;
    if (end !== undefined) ends.push(end);
    const client = new Client(
      { name: 'views', version: '1.0.0' },
      {
        capabilities: { extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } } },
        versionNegotiation: { mode: { pin: '2026-07-28' } },
      },
    );
    const state = { XDG_STATE_HOME: path.join(scratch, 'state'), XDG_DATA_HOME: path.join(scratch, 'data') };
    const program = path.join(root, 'packages', stop.name, 'dist/main.mjs');
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [program, ...(flags[stop.name] ?? []), ...args],
        env: { PATH: process.env['PATH'] ?? '', HOME: scratch, ...state, ...env },
      }),
    );
    servers.set(stop.name, { name: stop.name, client, folder });
    await more[stop.name]?.(client, folder);
  }
  return {
    servers,
    async close() {
      for (const { client } of servers.values()) await client.close();
      for (const end of ends) await end();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** A text that would do harm where it became markup. */
export const hostile = '<img src=x onerror="document.title=\'broken\'">"><script>document.title="broken"</script>';

/** Data that the tour does not need: larger, and hostile. */
const more: Readonly<Record<string, (client: Client, folder: string) => Promise<void>>> = {
  async sqlite(client, folder) {
    for (const call of sqlite.calls.slice(0, 2)) {
      if (typeof call.args === 'object') await client.callTool({ name: call.tool, arguments: call.args });
    }
    const cells = `(1, NULL, x'00ff', 2.5), (2, '${hostile.replaceAll("'", "''")}', NULL, -3), (10, '', x'', NULL)`;
    const sql = `CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT, photo BLOB, weight REAL); INSERT INTO note VALUES ${cells};
      CREATE TABLE visit(bed INTEGER REFERENCES bed, note INTEGER REFERENCES note(id), day TEXT);
      CREATE TABLE big AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2500)
        SELECT n, 'row ' || n AS name, n * 1.5 AS half FROM c`;
    await client.callTool({ name: 'execute', arguments: { sql } });
    mkdirSync(folder, { recursive: true });
  },
  async git(_client, folder) {
    const repository = path.join(folder, 'garden');
    const run = (...args: string[]) => execFileSync('git', ['-C', repository, ...args], { stdio: 'ignore' });
    run('config', '--unset', 'core.fsmonitor');
    const code = ['export const beds = 12;', 'export function water(litres) {', '  return litres * beds;', '}', ''];
    writeFileSync(path.join(repository, 'water.js'), code.join('\n'));
    run('add', 'water.js');
    run('commit', '--quiet', '--message', `Water ${hostile}`);
    run('-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'merge', '--quiet', '--strategy', 'ours', 'chard');
    writeFileSync(
      path.join(repository, 'water.js'),
      code.join('\n').replace('beds = 12', 'beds = 13').replace('litres * beds', 'Math.max(litres, 1) * beds'),
    );
    writeFileSync(path.join(repository, 'odd.txt'), 'before\n');
    run('add', 'odd.txt');
    run('commit', '--quiet', '--message', 'Odd', 'odd.txt');
    writeFileSync(path.join(repository, 'odd.txt'), `${hostile}\n`);
  },
  async filesystem(_client, folder) {
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/p8Y0WQAAAABJRU5ErkJggg==';
    writeFileSync(path.join(folder, 'plan', 'bed.png'), Buffer.from(pixel, 'base64'));
    mkdirSync(path.join(folder, 'photos', 'spring'), { recursive: true });
    writeFileSync(path.join(folder, 'photos', 'spring', 'large.bin'), Buffer.alloc(900_000, 1));
    writeFileSync(path.join(folder, 'photos', 'small.bin'), Buffer.alloc(200_000, 1));
    if (process.platform !== 'win32')
      writeFileSync(path.join(folder, 'plan', '<img src=x onerror=alert(1)>.txt'), hostile);
  },
};
