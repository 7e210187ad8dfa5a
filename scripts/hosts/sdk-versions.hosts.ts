// Older clients of the first SDK against all four servers: what they list, read, are refused, and read to the end.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDouble, type Double } from '../../packages/github/test/double/index.ts';
import { root } from '../packages.ts';
import { installPackage } from './install-host.ts';

/** From the first release to the last before the one that all tests use; each changed how results are checked. */
const versions = ['1.0.4', '1.10.2', '1.15.1', '1.20.2', '1.25.3'];

interface Content {
  isError?: boolean;
  content: { text: string }[];
}

/** The part of the SDK's client that all of its versions have. */
interface SdkClient {
  connect(transport: unknown): Promise<void>;
  getServerCapabilities(): Record<string, unknown>;
  listTools(): Promise<{ tools: { name: string; inputSchema: { type: string } }[] }>;
  callTool(call: { name: string; arguments: object }): Promise<Content>;
  listResources(): Promise<{ resources: { uri: string }[] }>;
  readResource(which: { uri: string }): Promise<{ contents: { text?: string }[] }>;
  listPrompts(): Promise<{ prompts: { name: string }[] }>;
  close(): Promise<void>;
}

interface Call {
  tool: string;
  args: Record<string, unknown>;
  expected: RegExp;
}

interface Scene {
  args: string[];
  env?: Record<string, string>;
  read: Call;
  refused: Call;
  /** An answer of several pages, by the argument that continues it; `expected` is on the last page. */
  long: Call & { next: RegExp; argument: string };
}

const home = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-clients-')));
const at = (...names: string[]): string => path.join(home, ...names);
let double: Double;

beforeAll(async () => {
  double = await startDouble();
  for (const name of ['files', 'repo']) mkdirSync(at(name));
  writeFileSync(at('files', 'small.txt'), 'a small file\n');
  writeFileSync(
    at('files', 'long.txt'),
    Array.from({ length: 1_500 }, (_, n) => `line ${n + 1} ${'é'.repeat(60)}\n`).join(''),
  );
  writeFileSync(at('outside.txt'), 'outside');
  execFileSync('sqlite3', [
    at('shop.db'),
    'CREATE TABLE item (id INTEGER PRIMARY KEY); WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 450) INSERT INTO item SELECT x FROM n',
  ]);
  const git = (...args: string[]) => execFileSync('git', ['-C', at('repo'), ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch', 'main');
  for (let n = 1; n <= 30; n++)
    git(
      '-c',
      'user.name=Ada',
      '-c',
      'user.email=ada@example.org',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      `Commit ${n}.`,
    );
});
afterAll(async () => {
  await double.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

const cursor = / more with cursor (?<next>[\w-]+)/;
const scenes: Record<string, () => Scene> = {
  filesystem: () => ({
    args: [at('files')],
    read: { tool: 'read_text_file', args: { path: 'small.txt' }, expected: /a small file/ },
    refused: { tool: 'write_file', args: { path: at('outside.txt'), content: 'x' }, expected: /outside the allowed/ },
    long: {
      tool: 'read_text_file',
      args: { path: 'long.txt' },
      expected: /line 1500 /,
      next: /continue with offset=(?<next>\d+)/,
      argument: 'offset',
    },
  }),
  sqlite: () => ({
    args: [at('shop.db')],
    read: { tool: 'query', args: { sql: 'SELECT count(*) FROM item' }, expected: /\[450\]/ },
    refused: { tool: 'read_query', args: { query: 'DELETE FROM item' }, expected: /only reads/ },
    long: {
      tool: 'read_query',
      args: { query: 'SELECT id FROM item' },
      expected: /"id":450/,
      next: cursor,
      argument: 'cursor',
    },
  }),
  git: () => ({
    args: [at('repo')],
    read: { tool: 'git_status', args: {}, expected: /main, clean/ },
    refused: { tool: 'git_status', args: { repo_path: home }, expected: /outside the allowed/ },
    long: { tool: 'git_log', args: { max_count: 10 }, expected: /Commit 1\./, next: cursor, argument: 'cursor' },
  }),
  github: () => ({
    args: ['--read-only'],
    env: { GITHUB_STAND_IN: double.url, GITHUB_PERSONAL_ACCESS_TOKEN: double.token },
    read: {
      tool: 'issue_read',
      args: { owner: 'octo', repo: 'garden', issue_number: 1, method: 'get' },
      expected: /issue #1/,
    },
    refused: {
      tool: 'issue_write',
      args: { owner: 'octo', repo: 'garden', method: 'create', title: 'x' },
      expected: /read-only/,
    },
    long: {
      tool: 'list_issues',
      args: { owner: 'octo', repo: 'garden', perPage: 1 },
      expected: /#1 /,
      next: /more with (?:page|after)[=: ]"?(?<next>[\w=+/-]+)/,
      argument: 'after',
    },
  }),
};

describe.each(versions)('SDK %s', (version) => {
  let modules: string;
  beforeAll(async () => {
    modules = await installPackage(`@modelcontextprotocol/sdk@${version}`, '@modelcontextprotocol/sdk/package.json');
  });
  const load = async (name: string): Promise<Record<string, new (...args: unknown[]) => unknown>> => {
    const from = createRequire(path.join(modules, 'client.cjs'));
    const loaded: unknown = await import(
      pathToFileURL(from.resolve(`@modelcontextprotocol/sdk/client/${name}.js`)).href
    );
    return loaded as Record<string, new (...args: unknown[]) => unknown>;
  };

  test.each(Object.keys(scenes))(
    '%s: lists, reads, is refused, and follows a long answer to its end',
    async (server) => {
      const { args, env = {}, read, refused, long } = scenes[server]!();
      const { Client } = await load('index');
      const { StdioClientTransport } = await load('stdio');
      const client = new Client!({ name: 'sdk', version }, { capabilities: {} }) as SdkClient;
      const program = path.join(root, 'packages', server, 'dist/main.mjs');
      const variables = { PATH: process.env['PATH'] ?? '', HOME: home, MCP_GITHUB_TOKEN_STORE: 'file', ...env };
      await client.connect(
        new StdioClientTransport!({ command: process.execPath, args: [program, ...args], env: variables }),
      );
      try {
        const { tools } = await client.listTools();
        expect(tools.length).toBeGreaterThan(8);
        expect(tools.filter(({ inputSchema }) => inputSchema.type !== 'object')).toEqual([]);
        const call = async (name: string, given: object): Promise<{ isError: boolean; text: string }> => {
          const { isError, content } = await client.callTool({ name, arguments: given });
          return { isError: isError === true, text: content.map(({ text }) => text).join('\n') };
        };
        const small = await call(read.tool, read.args);
        expect(small).toEqual({ isError: false, text: expect.stringMatching(read.expected) });
        const no = await call(refused.tool, refused.args).catch((error: Error) => ({
          isError: true,
          text: error.message,
        }));
        expect(no).toEqual({ isError: true, text: expect.stringMatching(refused.expected) });
        expect(readFileSync(at('outside.txt'), 'utf8')).toBe('outside');
        const pages: string[] = [];
        let more: Record<string, unknown> | undefined = {};
        while (more !== undefined && pages.length < 40) {
          const { isError, text } = await call(long.tool, { ...long.args, ...more });
          expect(isError, text).toBe(false);
          pages.push(text);
          const next = long.next.exec(text.split('\n')[0] ?? '')?.groups?.['next'];
          more = next === undefined ? undefined : { [long.argument]: /^\d+$/.test(next) ? Number(next) : next };
        }
        expect(pages.length).toBeGreaterThan(1);
        expect(pages.at(-1)).toMatch(long.expected);
        const { resources } = await client.listResources();
        for (const { uri } of resources.slice(0, 2))
          expect((await client.readResource({ uri })).contents).not.toEqual([]);
        expect((await client.listPrompts()).prompts.length).toBeGreaterThan(1);
      } finally {
        await client.close();
      }
    },
  );
});
