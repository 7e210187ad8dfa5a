import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSession } from '@mcp-reference/kit/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from './start.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** The server as it is installed, with the driver that the test gives it. */
async function startInstalled(driver?: { version: string; code: string }) {
  const folder = temporaryFolder();
  cpSync(dist, path.join(folder, 'dist'), { recursive: true });
  if (driver) {
    const module = path.join(folder, 'node_modules/better-sqlite3');
    mkdirSync(module, { recursive: true });
    writeFileSync(
      path.join(module, 'package.json'),
      JSON.stringify({ name: 'better-sqlite3', version: driver.version }),
    );
    writeFileSync(path.join(module, 'index.js'), driver.code);
  }
  writeFileSync(path.join(folder, 'a.db'), '');
  const session = await startSession({
    era: 'modern',
    args: [path.join(folder, 'dist/main.mjs'), path.join(folder, 'a.db')],
  });
  onTestFinished(() => session.close());
  return session;
}

describe('a driver that cannot be loaded: the server starts, and says in one line what to do', () => {
  test.each<[string, { version: string; code: string } | undefined, RegExp]>([
    [
      'missing',
      undefined,
      /^better-sqlite3, the driver of SQLite, is not installed: .+\. To go on, reinstall the server: delete/,
    ],
    [
      'built for another Node',
      {
        version: '12.11.1',
        code: `throw new Error("The module '/home/someone/better_sqlite3.node' was compiled against NODE_MODULE_VERSION 115")`,
      },
      /^better-sqlite3 12\.11\.1 was built for another Node; this is Node \d+/,
    ],
    [
      'not to be loaded',
      { version: '12.11.1', code: `throw new Error('/home/someone/better_sqlite3.node: invalid ELF header\\nmore')` },
      /^better-sqlite3 12\.11\.1 cannot be loaded \(… invalid ELF header\)/,
    ],
  ])('%s', async (_name, driver, message) => {
    const session = await startInstalled(driver);
    expect((await session.listTools()).length).toBeGreaterThan(5);
    const answer = await session.call('query', { sql: 'SELECT 1' });
    expect(answer).toMatchObject({ isError: true, code: 'unavailable', meta: { 'mcp-reference/retryable': false } });
    expect(answer.text).toMatch(message);
    expect(answer.text).not.toContain('\n');
    expect(answer.text).not.toContain('/home/someone');
    expect(session.stderr()).toBe('');
  });
});
