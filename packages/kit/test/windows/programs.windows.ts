// Programs that lie in the working folder of the host are never started in place of those that are meant.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, suite, test } from 'node:test';
import { emptyFolder, put, start, systemFolder } from './client.ts';

const token = `ghp_${'k'.repeat(36)}`;

/** A copy of Node under another name that prints the token and notes its own path: a planted or a wanted program. */
function program(folder: string, name: string): Record<string, string> {
  const marker = `${emptyMarker.folder}\\mark.cjs`;
  copyFileSync(process.execPath, `${folder}\\${name}`);
  return { NODE_OPTIONS: `--require=${marker.replaceAll('\\', '/')}` };
}

const emptyMarker = (() => {
  const folder = emptyFolder('marker');
  const log = `${folder}\\started.txt`;
  put(
    folder,
    'mark.cjs',
    `if (!/node\\.exe$/i.test(process.execPath)) { require('fs').appendFileSync(${JSON.stringify(log)}, process.execPath + '\\n'); console.log(${JSON.stringify(token)}); process.exit(0); }`,
  );
  return { folder, log };
})();

const started = (): string => (existsSync(emptyMarker.log) ? readFileSync(emptyMarker.log, 'utf8') : '');

await suite('programs', async () => {
  let sent: string | undefined;
  const api = createServer((request, response) => {
    sent = request.headers.authorization;
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  }).listen(0, '127.0.0.1');
  after(() => void api.close());
  await new Promise((resolve) => api.once('listening', resolve));
  const host = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const listIssues = async (command: string, env: Record<string, string>, cwd: string) => {
    sent = undefined;
    const { call } = await start('github', ['--host', host, '--token-command', command], { env, cwd });
    const answer = await call('list_issues', { owner: 'o', repo: 'r' });
    return sent ?? answer.text;
  };

  await test('a token command is found on the PATH, and by a quoted path with a space', async () => {
    const tools = emptyFolder('my tools');
    const env = program(tools, 'gh.exe');
    const onPath = { ...env, PATH: `${tools};${systemFolder}` };
    assert.equal(await listIssues('gh auth token', onPath, 'C:\\'), `Bearer ${token}`);
    assert.equal(await listIssues(`"${tools}\\gh.exe" auth token`, env, 'C:\\'), `Bearer ${token}`);
  });

  await test('a token command is not taken from the working folder', async () => {
    const evil = emptyFolder('evil');
    const env = program(evil, 'gh.exe');
    rmSync(emptyMarker.log, { force: true });
    assert.match(await listIssues('gh auth token', env, evil), /not on the PATH/);
    assert.equal(started(), '');
    // The control: by its full path the same program is started.
    assert.equal(await listIssues(`${evil}\\gh.exe auth token`, env, evil), `Bearer ${token}`);
    assert.match(started(), /evil/);
  });
});
