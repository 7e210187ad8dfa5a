import { checkStructured } from '@mcp-reference/kit/testing';
import { test } from 'vitest';
import { git } from '../src/server.ts';
import { start } from './start.ts';
import { world } from './world.ts';

test('--structured-output adds data that is in the text, and nothing is sent twice without it', async () => {
  const { root, repo } = world();
  repo.write('b.txt', 'two\n');
  repo.git('add', 'b.txt');
  repo.git('commit', '--quiet', '-m', 'second "quoted"');
  repo.git('tag', 'v1.5');
  repo.write('b.txt', 'two\nthree\n');
  repo.git('add', 'b.txt');
  repo.write('b.txt', 'two\nthree\nfour\n');
  repo.write('new.txt', 'new\n');
  const plain = await start([root]);
  const structured = await start([root], { flags: ['--structured-output'] });
  const repo_path = repo.folder;
  await checkStructured(git, {
    plain,
    structured,
    samples: [
      { tool: 'git_status', args: { repo_path }, least: 5 },
      { tool: 'git_log', args: { repo_path, max_count: 1 }, beyond: ['parents'], least: 6 },
      { tool: 'git_log', args: { repo_path, lines: '1,1', paths: ['b.txt'] }, least: 4 },
      { tool: 'git_diff', args: { repo_path, target: 'HEAD' }, least: 3 },
      { tool: 'git_diff_staged', args: { repo_path }, least: 3 },
      { tool: 'git_diff_unstaged', args: { repo_path }, least: 3 },
      { tool: 'git_diff_unstaged', args: { repo_path, names_only: true }, least: 3 },
    ],
  });
});
