// A sign-in is kept in the Credential Manager, and a server that a host starts finds it there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { after, suite, test } from 'node:test';
import { emptyFolder, programOf, start, systemFolder } from './client.ts';

const token = `ghp_${'w'.repeat(36)}`;

await suite('secrets', async () => {
  let sent: string | undefined;
  const answers: Record<string, object> = {
    '/login/device/code': {
      device_code: 'd',
      user_code: 'ABCD-1234',
      verification_uri: 'http://127.0.0.1/',
      interval: 0,
    },
    '/login/oauth/access_token': { access_token: token, token_type: 'bearer', scope: 'repo' },
  };
  const github = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer === undefined) sent = request.headers.authorization;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? []));
  }).listen(0, '127.0.0.1');
  after(() => void github.close());
  await new Promise((resolve) => github.once('listening', resolve));
  const { port } = github.address() as AddressInfo;
  const host = `http://127.0.0.1:${port}`;
  const [profile, roaming] = [emptyFolder('profile'), emptyFolder('roaming')];
  const env = { PATH: systemFolder, SystemRoot: 'C:\\windows', USERPROFILE: profile, APPDATA: roaming };

  // Another program's view of the entry.
  const { Entry } = createRequire(programOf('github'))('@napi-rs/keyring-win32-x64-msvc');
  const entry = new Entry('mcp-server-github', `127.0.0.1_${port}`);
  after(() => void entry.deletePassword());

  await test('a sign-in is in the Credential Manager, and in no file', async () => {
    const args = [programOf('github'), '--login', '--client-id', 'Iv1.made-up', '--host', host];
    const child = spawn(process.execPath, args, { env, cwd: 'C:\\', stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (part) => (said += part));
    assert.equal(await new Promise((resolve) => child.once('close', resolve)), 0, said);
    assert.match(said, /the Credential Manager of Windows/);
    assert.deepEqual(readdirSync(roaming), []);
    assert.equal(entry.getPassword(), token);
  });

  await test('a server that a host starts signs in with it', async () => {
    const { call } = await start('github', ['--host', host], { env });
    const answer = await call('list_issues', { owner: 'o', repo: 'r' });
    assert.equal(sent, `Bearer ${token}`, answer.text);
  });
});
