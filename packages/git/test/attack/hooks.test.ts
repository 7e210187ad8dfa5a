import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { suppressedIn } from '../../src/git/hardening.ts';
import { start } from '../start.ts';
import { world } from '../world.ts';
import { hooksOfGit, plantHook } from './hooks-of-git.ts';

test('git is asked about its hooks: the answer has old and new ones', () => {
  for (const hook of ['pre-commit', 'update', 'post-checkout', 'reference-transaction'])
    expect(hooksOfGit()).toContain(hook);
});

test('every hook that git would run counts as one, and no other file does', () => {
  const files = [...hooksOfGit(), 'pre-commit.sample', 'README'].map((name) => ({ name }));
  expect(suppressedIn([], files).map(({ name }) => name)).toEqual(hooksOfGit());
});

test('an answer counts all of them, and git_audit names each', async () => {
  const { repo } = world();
  mkdirSync(repo.at('.git/hooks'), { recursive: true });
  for (const hook of hooksOfGit()) plantHook(repo.at(`.git/hooks/${hook}`), 'exit 0');
  const session = await start([repo.folder], { flags: ['--toolsets', 'all'] });
  expect((await session.call('git_status')).text).toContain(`${hooksOfGit().length} hooks`);
  const { text } = await session.call('git_audit');
  const named = new Set(text.match(/[a-z]+(?:-[a-z]+)*/g));
  expect(hooksOfGit().filter((hook) => !named.has(hook))).toEqual([]);
});
