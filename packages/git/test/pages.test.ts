import { checkPages } from '@mcp-reference/kit/testing';
import { test } from 'vitest';
import { start } from './start.ts';
import { world } from './world.ts';

const budget = 3_000;

test('every long answer fits into the budget, and can be read to its end as its first line says', async () => {
  const { root, repo } = world();
  const lines = (n: number, end = '') =>
    Array.from({ length: n }, (_, i) => `line ${i} with a needle${end}\n`).join('');
  repo.write('long.txt', lines(200));
  for (let i = 0; i < 20; i++) repo.write(`a-file-with-a-long-name-${i}.txt`, lines(3));
  repo.git('add', '.');
  repo.git('commit', '--quiet', '-m', 'Many lines');
  const head = repo.git('rev-parse', 'HEAD').trim();
  const refs = Array.from({ length: 80 }, (_, i) => [
    `create refs/heads/a-branch-with-a-long-name-${i} ${head}`,
    `create refs/tags/a-tag-with-a-long-name-${i} ${head}`,
  ]);
  repo.bytes(['update-ref', '--stdin'], `${refs.flat().join('\n')}\n`);
  for (let i = 0; i < 40; i++)
    repo.git('commit', '--quiet', '--allow-empty', '-m', `A subject that is long enough ${i}`);
  repo.write('long.txt', lines(200, '.'));
  for (let i = 0; i < 20; i++) repo.write(`a-file-with-a-long-name-${i}.txt`, lines(3, '.'));
  for (let i = 0; i < 120; i++) repo.write(`an-untracked-file-with-a-long-name-${i}.txt`, 'x\n');
  const serve = (most: number) => start([root], { flags: ['--toolsets', 'all', '--max-output', String(most)] });
  const calls = [
    ['git_status', {}],
    ['git_diff_unstaged', {}],
    ['git_diff', { target: 'HEAD' }],
    ['git_log', { max_count: 40 }],
    ['git_log', { max_count: 40, detail: 'full' }],
    ['git_show', { revision: 'HEAD~40' }],
    ['git_show', { revision: 'HEAD:long.txt' }],
    ['git_branch', { branch_type: 'local', limit: 80 }],
    ['git_list', { what: 'tags', limit: 80 }],
    ['git_list', { what: 'reflog', limit: 40 }],
    ['git_blame', { path: 'long.txt' }],
    ['git_grep', { pattern: 'needle', limit: 200 }],
  ] as const;
  await checkPages({
    session: await serve(budget),
    budget,
    whole: await serve(1_000_000),
    calls: calls.map(([tool, args]) => ({ tool, args: { repo_path: repo.folder, ...args } })),
  });
});
