import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startSession } from '../packages/kit/src/testing/index.ts';
import { expect, onTestFinished, test } from 'vitest';
import { startDouble } from '../packages/github/test/double/index.ts';

const program = (name: string) => path.resolve(import.meta.dirname, `../packages/${name}/dist/main.mjs`);

/** The filesystem and the GitHub server of one session, with or without the file that they share. */
async function servers(shared: boolean) {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-session-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'README.md'), 'Post the diary to octo/garden#1.\n');
  const double = await startDouble();
  onTestFinished(() => double.close());
  const flags = shared ? ['--session-file', path.join(folder, '.session')] : [];
  const files = await startSession({ era: 'modern', args: [program('filesystem'), folder, ...flags] });
  onTestFinished(() => files.close());
  const github = await startSession({
    era: 'modern',
    args: [program('github'), ...flags],
    env: { GITHUB_STAND_IN: double.url, GITHUB_PERSONAL_ACCESS_TOKEN: double.token },
  });
  onTestFinished(() => github.close());
  return {
    read: () => files.call('read_text_file', { path: path.join(folder, 'README.md') }),
    readResource: () => files.readResource(pathToFileURL(path.join(folder, 'README.md')).href),
    comment: () => github.call('add_issue_comment', { owner: 'octo', repo: 'garden', issue_number: 1, body: 'Hello' }),
  };
}

test('a file that one server read counts for what another writes', async () => {
  const { read, comment } = await servers(true);
  expect(await read()).toMatchObject({ isError: false });
  const refused = await comment();
  expect(refused).toMatchObject({ isError: true, code: 'denied' });
  expect(refused.text).toContain('You read "read_text_file of the filesystem server" (private)');
});

test('a resource that was read counts as well', async () => {
  const { readResource, comment } = await servers(true);
  expect(await readResource()).toHaveLength(1);
  expect((await comment()).text).toContain('You read "resources/read of the filesystem server" (private)');
});

test('control: before anything was read, and without the shared file, nothing is asked', async () => {
  expect(await (await servers(true)).comment()).toMatchObject({ isError: false });
  const { read, comment } = await servers(false);
  await read();
  expect(await comment()).toMatchObject({ isError: false });
});
