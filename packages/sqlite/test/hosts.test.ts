import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { eras, SetUp } from '@mcp-reference/kit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { makeDatabase, program, temporaryFolder } from './start.ts';

test.each(['claude-desktop', 'vscode'] as const)('%s: installed, started as it says, used, checked', async (host) => {
  const folder = temporaryFolder();
  makeDatabase(path.join(folder, 'a.db'), "CREATE TABLE t(x); INSERT INTO t VALUES ('from the host')");
  const setUp = new SetUp(program, folder);
  expect(await setUp.run(['--install', host, ':memory:', 'a.db'])).toMatchObject({ code: 0, stdout: '' });
  expect(setUp.entry(host, 'sqlite')).toEqual({
    command: process.execPath,
    args: [program, ':memory:', path.join(folder, 'a.db')],
    env: {},
  });
  for (const era of host === 'claude-desktop' ? eras : (['legacy'] as const)) {
    const session = await setUp.start(host, 'sqlite', { era });
    onTestFinished(() => session.close());
    expect((await session.listTools()).map(({ name }) => name)).toContain('describe_schema');
    expect((await session.call('query', { sql: 'SELECT x FROM t', database: 'a.db' })).text).toContain('from the host');
  }
  expect(await setUp.run(['--doctor', host])).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/called {6}query: (works|it answers)\n {2}All is well/),
  });
});

test('a database that is yet to be made', async () => {
  const folder = temporaryFolder();
  const setUp = new SetUp(program, folder);
  expect(await setUp.run(['--install', 'zed', '--db-path', 'new.db'])).toMatchObject({ code: 0 });
  expect(setUp.entry('zed', 'sqlite').args).toEqual([program, '--db-path', path.join(folder, 'new.db')]);
  expect(existsSync(path.join(folder, 'new.db'))).toBe(true);
  expect(await setUp.run(['--install', 'zed', '--db-path', 'gone/new.db'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"gone/new.db" does not exist'),
  });
});

test.each<[string, string | undefined, RegExp]>([
  ['is missing', undefined, /query failed: better-sqlite3, the driver of SQLite, is not installed/],
  [
    'was built for another Node',
    `throw new Error("The module '/x/better_sqlite3.node' was compiled against NODE_MODULE_VERSION 115")`,
    /query failed: better-sqlite3 12\.11\.1 was built for another Node; this is Node \d+/,
  ],
])('a doctor names an engine that %s', async (_name, code, message) => {
  const folder = temporaryFolder();
  cpSync(fileURLToPath(new URL('../dist', import.meta.url)), path.join(folder, 'dist'), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: '@mcp-reference/server-sqlite' }));
  if (code !== undefined) {
    const module = path.join(folder, 'node_modules/better-sqlite3');
    mkdirSync(module, { recursive: true });
    writeFileSync(path.join(module, 'package.json'), JSON.stringify({ name: 'better-sqlite3', version: '12.11.1' }));
    writeFileSync(path.join(module, 'index.js'), code);
  }
  writeFileSync(path.join(folder, 'a.db'), '');
  const setUp = new SetUp(path.join(folder, 'dist/main.mjs'), folder);
  await setUp.run(['--install', 'cursor', 'a.db']);
  const { code: exit, stderr } = await setUp.run(['--doctor', 'cursor']);
  expect(exit).toBe(1);
  expect(stderr).toMatch(message);
  expect(stderr).toContain('reinstall the server');
});
