import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { emptyFolder, programOf, put } from './client.ts';

await suite('setup', async () => {
  const home = emptyFolder('home');
  for (const folder of ['AppData\\Roaming\\Claude', 'AppData\\Local']) put(home, `${folder}\\.keep`, '');
  const docs = emptyFolder('my docs');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [programOf('filesystem'), ...args], {
      encoding: 'utf8',
      cwd: 'C:\\',
      env: {
        ...process.env,
        USERPROFILE: home,
        APPDATA: `${home}\\AppData\\Roaming`,
        LOCALAPPDATA: `${home}\\AppData\\Local`,
      },
    });

  await test('an entry for Claude Desktop is written, found by the doctor, and removed', () => {
    const file = `${home}\\AppData\\Roaming\\Claude\\claude_desktop_config.json`;
    const installed = run('--install', 'claude-desktop', docs);
    assert.equal(installed.status, 0, installed.stderr);
    const { mcpServers } = JSON.parse(readFileSync(file, 'utf8')) as { mcpServers: Record<string, { args: string[] }> };
    assert.ok(mcpServers['filesystem']?.args.includes(docs));
    assert.equal(run('--uninstall', 'claude-desktop').status, 0);
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { mcpServers: {} });
  });

  await test('an entry for Codex is written as TOML with backslashes kept', () => {
    const installed = run('--install', 'codex', docs);
    assert.equal(installed.status, 0, installed.stderr);
    assert.match(
      readFileSync(`${home}\\.codex\\config.toml`, 'utf8'),
      /\[mcp_servers\.filesystem\][\s\S]*C:\\\\data\\\\my docs/,
    );
  });
});
