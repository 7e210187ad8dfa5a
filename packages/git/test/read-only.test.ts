import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { checkReadOnly } from '@mcp-reference/kit/testing';
import { test } from 'vitest';
import { git } from '../src/server.ts';
import { exercises } from './attack/exercises.ts';
import { start } from './start.ts';
import { world } from './world.ts';

/** Every file below a folder, with its mode and a hash of its content: objects, index and locks as well. */
function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
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
  // A file whose time alone has changed: git would write the new one into the index.
  utimesSync(repo.at('sub/c.txt'), 1_000_000_000, 1_000_000_000);
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
    state: () => filesIn(root),
    change: () => repo.git('add', 'new.txt'),
  });
});
