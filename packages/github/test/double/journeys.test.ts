import { expect, test } from 'vitest';
import { clientOf, startClient } from './client.ts';
import type { User } from './world/types.ts';

/** A user of the sample world. */
function someone(user: User | undefined): User {
  if (user === undefined) throw new Error('There is nobody of that name');
  return user;
}

test('an issue is created, listed, commented, closed and found, over REST and GraphQL alike', async () => {
  const { go, graphql, double } = await startClient();
  const made = await go('POST R/issues', {
    title: 'Slugs ate the radish',
    body: 'All of it.',
    labels: ['bug', 'new label'],
  });
  expect(made.status).toBe(201);
  const number = made.body.int('number');
  expect((await go('GET R/issues?per_page=1')).items[0]?.int('number')).toBe(number);
  const listed = await graphql(
    '{ repository(owner: "octo", name: "garden") { issues(last: 1) { nodes { number title labels(first: 5) { nodes { name } } } } } }',
  );
  expect(listed.text).toContain('Slugs ate the radish');
  expect(listed.text).toContain('new label');

  await go(`POST R/issues/${number}/comments`, { body: 'Beer traps help.' });
  expect((await go(`GET R/issues/${number}`)).body.int('comments')).toBe(1);
  await go(`PATCH R/issues/${number}`, { state: 'closed', state_reason: 'not_planned' });
  expect((await go('GET R/issues')).items.map((one) => one.int('number'))).not.toContain(number);
  const closed = await go('GET R/issues?state=closed');
  expect(closed.items.find((one) => one.int('number') === number)?.text('state_reason')).toBe('not_planned');
  expect((await go('GET /search/issues?q=repo:octo/garden+is:closed+beer')).body.int('total_count')).toBe(1);
  expect((await go(`GET R/issues/${number}/timeline`)).items.map((one) => one.text('event'))).toEqual([
    'labeled',
    'labeled',
    'commented',
    'closed',
  ]);
  expect(double.violations).toEqual([]);
});

test('a branch, files in one commit, a pull request, a review and a merge: each changes what the others see', async () => {
  const { go, graphql, double } = await startClient();
  const mona = clientOf(double, double.state.addToken(someone(double.state.user('mona'))));
  const start = (await go('GET R/git/ref/heads/main')).body.object('object')?.text('sha') ?? '';
  await go('POST R/git/refs', { ref: 'refs/heads/warn', sha: start });
  const base = (await go(`GET R/git/commits/${start}`)).body.object('tree')?.text('sha') ?? '';
  const tree = await go('POST R/git/trees', {
    base_tree: base,
    tree: [
      { path: 'src/warn.ts', mode: '100644', type: 'blob', content: 'export const warn = true;\n' },
      { path: 'plan/watering.md', mode: '100644', type: 'blob', sha: null },
    ],
  });
  const commit =
    (
      await go('POST R/git/commits', { message: 'Warn', tree: tree.body.text('sha') ?? '', parents: [start] })
    ).body.text('sha') ?? '';
  expect((await go('PATCH R/git/refs/heads/warn', { sha: commit })).status).toBe(200);
  expect((await go('PATCH R/git/refs/heads/warn', { sha: start })).status).toBe(422);

  const pull = await go('POST R/pulls', { title: 'Warn', head: 'warn', base: 'main', body: 'Closes #2' });
  const number = pull.body.int('number');
  expect(pull.body.all).toMatchObject({ commits: 1, changed_files: 2, mergeable: true, mergeable_state: 'clean' });
  expect((await go('POST R/pulls', { title: 'Again', head: 'warn', base: 'main' })).text).toContain(
    'already exists for octo:warn',
  );
  expect(
    (await go(`GET R/pulls/${number}/files`)).items.map((one) => [one.text('filename'), one.text('status')]),
  ).toEqual([
    ['plan/watering.md', 'removed'],
    ['src/warn.ts', 'added'],
  ]);

  const id = pull.body.text('node_id') ?? '';
  await mona.graphql(
    'mutation($i: AddPullRequestReviewInput!) { addPullRequestReview(input: $i) { pullRequestReview { state } } }',
    {
      i: { pullRequestId: id },
    },
  );
  const thread = await mona.graphql(
    'mutation($i: AddPullRequestReviewThreadInput!) { addPullRequestReviewThread(input: $i) { thread { id path line } } }',
    { i: { pullRequestId: id, path: 'src/warn.ts', line: 1, body: 'Always?' } },
  );
  const threadId = thread.body.object('data')?.object('addPullRequestReviewThread')?.object('thread')?.text('id') ?? '';
  expect((await go(`GET R/pulls/${number}/comments`)).items).toEqual([]);
  await mona.graphql(
    'mutation($i: SubmitPullRequestReviewInput!) { submitPullRequestReview(input: $i) { pullRequestReview { state } } }',
    {
      i: { pullRequestId: id, event: 'APPROVE', body: 'Good.' },
    },
  );
  expect((await go(`GET R/pulls/${number}/comments`)).items[0]?.text('body')).toBe('Always?');
  await graphql(
    'mutation($i: ResolveReviewThreadInput!) { resolveReviewThread(input: $i) { thread { isResolved } } }',
    { i: { threadId } },
  );
  const seen = await graphql(
    `{ repository(owner: "octo", name: "garden") { pullRequest(number: ${number}) { reviewDecision reviewThreads(first: 5) { nodes { isResolved } } } } }`,
  );
  expect(seen.text).toContain('"reviewDecision":"APPROVED"');
  expect(seen.text).toContain('"isResolved":true');

  expect((await go(`PUT R/pulls/${number}/merge`, { sha: start })).status).toBe(409);
  expect((await go(`PUT R/pulls/${number}/merge`, { merge_method: 'squash', sha: commit })).body.flag('merged')).toBe(
    true,
  );
  expect((await go('GET R/contents/src/warn.ts')).status).toBe(200);
  expect((await go('GET R/contents/plan/watering.md')).status).toBe(404);
  expect((await go('GET R/issues/2')).body.text('state')).toBe('closed');
  expect((await go(`GET R/pulls/${number}`)).body.all).toMatchObject({ merged: true, state: 'closed' });
  expect((await go(`PUT R/pulls/${number}/merge`, {})).status).toBe(405);
  expect(double.violations).toEqual([]);
});

test('two who change one file collide: a stale sha, a moved branch, a conflict', async () => {
  const { go } = await startClient();
  const content = Buffer.from('one\n').toString('base64');
  const sha = (await go('GET R/contents/README.md')).body.text('sha') ?? '';
  expect((await go('PUT R/contents/README.md', { message: 'x', content })).text).toContain(
    '\\"sha\\" wasn\'t supplied',
  );
  expect((await go('PUT R/contents/README.md', { message: 'x', content, sha })).status).toBe(200);
  expect((await go('PUT R/contents/README.md', { message: 'x', content, sha })).status).toBe(409);
  await go('PUT R/contents/src/water.ts', {
    message: 'x',
    content,
    sha: (await go('GET R/contents/src/water.ts')).body.text('sha') ?? '',
  });
  expect((await go('GET R/pulls/4')).body.all).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
  expect((await go('PUT R/pulls/4/merge', {})).status).toBe(405);
});

test('objects have the names that git gives them', async () => {
  const { go } = await startClient();
  // git hash-object --stdin <<< 'hello'
  expect((await go('POST R/git/blobs', { content: 'hello\n' })).body.text('sha')).toBe(
    'ce013625030ba8dba906f756967f9e9ca394464a',
  );
  const entries = [
    { path: 'hello.txt', mode: '100644', type: 'blob', sha: 'ce013625030ba8dba906f756967f9e9ca394464a' },
  ];
  // git mktree
  expect((await go('POST R/git/trees', { tree: entries })).body.text('sha')).toBe(
    'aaa96ced2d9a1c8e72c56b253a0e2fe78393feb7',
  );
});

test('a question is asked, answered and closed', async () => {
  const { graphql, double } = await startClient();
  const garden = double.state.repository('octo', 'garden');
  const category = garden?.discussionCategories.find(({ answerable }) => answerable);
  const run = async (name: string, of: string, input: Record<string, string | null>, want: string) => {
    const { body } = await graphql(`mutation($i: ${of}!) { ${name}(input: $i) { ${want} } }`, { i: input });
    expect(body.all['errors']).toBeUndefined();
    return body.object('data')?.object(name);
  };
  const asked = await run(
    'createDiscussion',
    'CreateDiscussionInput',
    { repositoryId: garden?.nodeId ?? '', categoryId: category?.nodeId ?? '', title: 'Mulch?', body: 'How much?' },
    'discussion { id number }',
  );
  const id = asked?.object('discussion')?.text('id') ?? '';
  const said = await run(
    'addDiscussionComment',
    'AddDiscussionCommentInput',
    { discussionId: id, body: 'A hand.' },
    'comment { id isAnswer }',
  );
  const commentId = said?.object('comment')?.text('id') ?? '';
  await run(
    'addDiscussionComment',
    'AddDiscussionCommentInput',
    { discussionId: id, body: 'Two hands.', replyToId: commentId },
    'comment { replyTo { id } }',
  );
  await run(
    'markDiscussionCommentAsAnswer',
    'MarkDiscussionCommentAsAnswerInput',
    { id: commentId },
    'discussion { isAnswered }',
  );
  await run(
    'closeDiscussion',
    'CloseDiscussionInput',
    { discussionId: id, reason: 'RESOLVED' },
    'discussion { closed stateReason }',
  );
  const number = asked?.object('discussion')?.int('number');
  const seen = await graphql(
    `{ repository(owner: "octo", name: "garden") { discussion(number: ${number}) { closed answer { body replies(first: 3) { nodes { body } } } } } }`,
  );
  expect(seen.body.object('data')?.object('repository')?.object('discussion')?.all).toEqual({
    closed: true,
    answer: { body: 'A hand.', replies: { nodes: [{ body: 'Two hands.' }] } },
  });
});
