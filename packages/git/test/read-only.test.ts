import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { checkReadOnly } from '@mcp-reference/kit/testing';
import { test } from 'vitest';
import { git } from '../src/server.ts';
import { exercises } from './attack/exercises.ts';
import { start } from './start.ts';
import { world } from './world.ts';

/**
 * Every file below a folder, `.git` included, with its mode and a hash of its content. Left out are the objects, of which
 * `git merge-tree` adds some that nothing refers to, and the bytes of the index, in which `git diff` renews file times.
 */
function filesIn(folder: string): Record<string, string> {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const names = all.filter((name) => !/\.git[\\/](?:objects|index$)/.test(name));
  return Object.fromEntries(
    names.map((name) => {
      const file = path.join(folder, name);
      const stat = lstatSync(file);
      const content = stat.isSymbolicLink() ? readlinkSync(file) : stat.isFile() ? readFileSync(file) : '';
      return [name, `${stat.mode} ${createHash('sha256').update(content).digest('hex')}`];
    }),
  );
}

test('--read-only: every tool that reads answers, every tool that writes is refused, and no file of the repository changes', async () => {
  const { root, repo } = world();
  repo.git('clone', '--quiet', '--bare', '.', path.join(root, 'remote.git'));
  repo.git('remote', 'add', 'origin', '../remote.git');
  repo.write('a.txt', `changed\n${repo.read('a.txt')}`);
  repo.write('b.txt', 'two\n');
  repo.git('add', 'b.txt');
  repo.write('new.txt', 'new\n');
  const session = await start([root], { flags: ['--read-only', '--toolsets', 'all'], answer: () => 'accept' });
  await checkReadOnly(git, {
    session,
    calls: exercises.map(({ tool, args }) => {
      const placed = Object.entries(args).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replace('{root}', root) : value,
      ]);
      return { tool, args: { ...(tool !== 'git_clone' && { repo_path: repo.folder }), ...Object.fromEntries(placed) } };
    }),
    state: () => ({
      ...filesIn(root),
      index: repo.git('ls-files', '--stage'),
      objects: repo.git('rev-list', '--all', '--objects'),
    }),
    change: () => repo.git('add', 'new.txt'),
  });
});
