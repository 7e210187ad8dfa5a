import { expect, test } from 'vitest';
import { startClient } from './client.ts';
import type { Repository, User } from './world/types.ts';
import { commitTexts, type Content } from './world/texts.ts';
import { newComment, newIssue } from './world/issues.ts';

async function start() {
  const client = await startClient();
  const { state } = client.double;
  const [octo, stranger] = [state.user('octo'), state.user('stranger')];
  const garden = state.repository('octo', 'garden');
  if (octo === undefined || stranger === undefined || garden === undefined)
    throw new Error('The sample world is not there');
  const put = (contents: Record<string, Content>, repo: Repository = garden, by: User = octo) =>
    commitTexts(state, repo, by, contents, 'Seed');
  return { ...client, state, octo, stranger, garden, put };
}

test('links, modules, executables and what is no text', async () => {
  const { go, put } = await start();
  put({
    'way-out': { mode: '120000', content: '../../etc/passwd' },
    'vendor/wild': { mode: '160000', content: 'a'.repeat(40) },
    'bin/run.sh': { mode: '100755', content: '#!/bin/sh\n' },
    'notes.txt': Buffer.from('\ufeffgr\u00fcn', 'utf16le'),
    empty: '',
  });
  expect((await go('GET R/contents/way-out')).body.all).toMatchObject({ type: 'symlink', target: '../../etc/passwd' });
  expect((await go('GET R/contents/vendor/wild')).body.all).toMatchObject({ type: 'submodule', sha: 'a'.repeat(40) });
  expect((await go('GET R/contents/empty')).body.all).toMatchObject({ size: 0, content: '', encoding: 'base64' });
  const tree = (await go('GET R/git/trees/main?recursive=1')).body.objects('tree');
  expect(tree.find((one) => one.text('path') === 'bin/run.sh')?.text('mode')).toBe('100755');
  const text = (await go('GET R/contents/notes.txt')).body.text('content') ?? '';
  expect(Buffer.from(text, 'base64').toString('utf16le')).toBe('\ufeffgrün');
});

test('files too large for JSON are named without contents, and are to be had raw', async () => {
  const { go, put } = await start();
  put({ 'big.bin': Buffer.alloc(1_200_000, 'x') });
  expect((await go('GET R/contents/big.bin')).body.all).toMatchObject({
    size: 1_200_000,
    encoding: 'none',
    content: '',
  });
  expect((await go('GET R/contents/big.bin', undefined, { accept: 'application/vnd.github.raw' })).text).toHaveLength(
    1_200_000,
  );
});

test('a folder shows its first thousand entries', async () => {
  const { go, put } = await start();
  put(Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`many/${index}.md`, `${index}\n`])));
  expect((await go('GET R/contents/many')).items).toHaveLength(1000);
});

test('an empty repository is 409 to git, 404 to contents, and begins with its first file', async () => {
  const { go } = await start();
  const empty = '/repos/octo/seedling';
  expect((await go(`GET ${empty}/contents/`)).status).toBe(404);
  for (const path of ['commits', 'git/ref/heads/main', 'git/trees/main'])
    expect((await go(`GET ${empty}/${path}`)).status).toBe(409);
  expect((await go(`POST ${empty}/git/trees`, { tree: [] })).status).toBe(409);
  const made = await go(`PUT ${empty}/contents/README.md`, { message: 'First', content: '' });
  expect([made.status, made.body.object('commit')?.all['parents']]).toEqual([201, []]);
  expect((await go(`GET ${empty}/branches`)).items.map((one) => one.text('name'))).toEqual(['main']);
});

test('paths and refs that git would refuse', async () => {
  const { go } = await start();
  const content = '';
  for (const path of ['.git/config', 'a/../b', 'a//b'])
    expect((await go(`PUT R/contents/${path.replaceAll('/', '%2F')}`, { message: 'x', content })).status).toBe(422);
  for (const path of ['../x', '/abs', '.git/hooks/pre-commit', 'a//b'])
    expect((await go('POST R/git/trees', { tree: [{ path, mode: '100644', type: 'blob', content }] })).status).toBe(
      422,
    );
  const sha = (await go('GET R/commits/main')).body.text('sha') ?? '';
  for (const ref of ['main', 'refs/heads/a..b', 'refs/heads/a b', 'refs/heads/@{x', 'refs/heads/x.lock', 'refs/heads/'])
    expect((await go('POST R/git/refs', { ref, sha })).status).toBe(422);
});

test('bodies keep every byte, of nobody and of strangers', async () => {
  const { go, state, garden, stranger } = await start();
  const text =
    'a\u200b\u{e0041}\u202e <script>x</script> `Promise<string>` \u001b[31m \u{1f468}\u200d\u{1f33e}\r\n- [ ] box\r\n';
  const issue = newIssue(state, garden, stranger, text, text);
  newComment(state, issue, null, text);
  const read = await go(`GET R/issues/${issue.number}`);
  expect([read.body.text('title'), read.body.text('body')]).toEqual([text, text]);
  expect((await go(`GET R/issues/${issue.number}/comments`)).items[0]?.all).toMatchObject({ user: null, body: text });
  await go(`PATCH R/issues/${issue.number}`, { body: text.replace('[ ]', '[x]') });
  expect(issue.body).toBe(text.replace('[ ]', '[x]'));
  const long = 'x'.repeat(65_536);
  expect((await go(`POST R/issues/${issue.number}/comments`, { body: long })).status).toBe(201);
  expect((await go(`POST R/issues/${issue.number}/comments`, { body: `${long}x` })).status).toBe(422);
});

test('a protected branch takes no push, and merges what is approved, by itself when that was asked for', async () => {
  const { go, graphql, garden, state } = await start();
  garden.protectedBranches.add('main');
  expect((await go('PUT R/contents/x', { message: 'x', content: '' })).status).toBe(409);
  const pull = garden.issues.flatMap((one) => one.pull ?? [])[0];
  garden.checkRuns.length = 0;
  expect((await go('GET R/pulls/4')).body.text('mergeable_state')).toBe('blocked');
  expect((await go('PUT R/pulls/4/merge', {})).status).toBe(405);
  await graphql(
    'mutation($i: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $i) { pullRequest { id } } }',
    { i: { pullRequestId: pull?.nodeId ?? '' } },
  );
  expect(pull?.merged).toBe(false);
  await go('POST R/pulls/4/reviews', { event: 'APPROVE' });
  expect(pull?.merged).toBe(true);
  expect(state.repository('octo', 'garden')?.refs.get('refs/heads/main')).toBe(pull?.mergeCommitSha);
});
