import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { root } from './packages.ts';

/** Prints at the end which files a program has imported, and which of Node's modules it has loaded. */
const watch = `import { registerHooks } from 'node:module';
const files = [];
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) files.push(url.split('/').at(-1));
    return next(url, context);
  },
});
const builtins = () => process.moduleLoadList.map((name) => name.replace(/^\\w+ /, ''));
process.once('exit', () => process.stderr.write('\\n' + JSON.stringify({ files, builtins: builtins() })));`;

interface Start {
  files: string[];
  builtins: string[];
  answer: string;
}

/** Starts a built server, sends it messages, and ends it. */
async function start(name: string, messages: readonly object[], args: (folder: string) => string[]): Promise<Start> {
  const folder = mkdtempSync(path.join(tmpdir(), 'start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'watch.mjs'), watch);
  writeFileSync(path.join(folder, 'a.txt'), 'text\n');
  const main = path.join(root, 'packages', name, 'dist/main.mjs');
  const env = { ...process.env, GITHUB_TOKEN: '', XDG_CACHE_HOME: folder };
  const hooks = pathToFileURL(path.join(folder, 'watch.mjs')).href;
  const server = spawn(process.execPath, ['--import', hooks, main, ...args(folder)], { cwd: folder, env });
  const sent = [
    {
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'a', version: '1' } },
    },
    { id: 2, method: 'tools/list' },
    ...messages,
  ];
  server.stdin.end(sent.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join(''));
  const [answer, told] = await Promise.all([text(server.stdout), text(server.stderr)]);
  expect(answer).toContain('inputSchema');
  return { ...(JSON.parse(told.split('\n').at(-1) ?? '') as Start), answer };
}

const servers: [name: string, args: (folder: string) => string[]][] = [
  ['filesystem', (folder) => [folder]],
  ['git', (folder) => [folder]],
  ['sqlite', (folder) => [folder]],
  ['github', () => []],
];

test.each(servers)('%s reads few files to start, and leaves to calls what only they need', async (name, args) => {
  const { files, builtins } = await start(name, [], args);
  // The command, what it imports, the main module, and one or two chunks; Octokit for GitHub.
  expect(files.length).toBeLessThanOrEqual(6);
  expect(builtins).toContain('net');
  for (const late of ['crypto', 'v8', 'worker_threads']) expect(builtins).not.toContain(late);
  // GitHub's looks for a saved token.
  if (name !== 'github') expect(builtins).not.toContain('fs/promises');
});

test('a first call reads few files, and then takes what it needs of Node', async () => {
  const call = { id: 3, method: 'tools/call', params: { name: 'read_text_file', arguments: { path: 'a.txt' } } };
  const { files, builtins, answer } = await start('filesystem', [call], (folder) => [folder]);
  expect(answer).toContain('text\\n');
  expect(files.length).toBeLessThanOrEqual(12);
  expect(builtins).toContain('crypto');
  expect(builtins).not.toContain('child_process');
});
