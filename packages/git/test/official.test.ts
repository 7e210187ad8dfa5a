import '@mcp-reference/kit/zod';
import { loadTools } from '@mcp-reference/kit';
import { describe, expect, test } from 'vitest';
import { start } from './start.ts';
import { world } from './world.ts';

/** The official server's tools with the arguments that it takes, and one call of each as its clients make it. */
const official: [tool: string, args: Record<string, unknown>, answer: RegExp][] = [
  ['git_status', {}, /^\[main, 1 staged, 1 not staged, 1 untracked\]/],
  ['git_diff_unstaged', { context_lines: 1 }, /^\+changed$/m],
  ['git_diff_staged', { context_lines: 0 }, /^\+staged$/m],
  ['git_diff', { target: 'topic', context_lines: 3 }, /^\[work tree: \d+ files/],
  ['git_commit', { message: 'a message' }, /^\[main [0-9a-f]{9}, 1 file \+1 -1\]\na message$/],
  ['git_add', { files: ['a.txt', 'new.txt'] }, /^A\. new\.txt$/m],
  ['git_reset', {}, /2 untracked|1 untracked/],
  [
    'git_log',
    { max_count: 1, start_timestamp: '2 weeks ago', end_timestamp: '2100-01-01' },
    /^[0-9a-f]{9} .* Ada Example: a message/m,
  ],
  ['git_create_branch', { branch_name: 'made', base_branch: 'topic' }, /^\[created made at [0-9a-f]{9}\]$/],
  ['git_checkout', { branch_name: 'made' }, /overwrite|on made/],
  ['git_show', { revision: 'HEAD' }, /^ {4}a message$/m],
  ['git_branch', { branch_type: 'local', contains: 'topic', not_contains: 'clash' }, /^ {2}topic /m],
];

test('the official tools have their names, and take their arguments', async () => {
  const { repo } = world();
  repo.write('b.txt', 'staged\n');
  repo.git('add', 'b.txt');
  repo.write('a.txt', 'changed\n');
  repo.write('new.txt', 'new\n');
  const session = await start([], { flags: ['--repository', repo.folder] });
  for (const [tool, args, answer] of official) {
    const { text } = await session.call(tool, { repo_path: repo.folder, ...args });
    expect(text, tool).toMatch(answer);
  }
});

describe('their names and arguments are announced', async () => {
  test.each(official.map(([tool, args]) => [tool, args] as const))('%s', async (tool, args) => {
    const { git } = await import('../src/server.ts');
    const tools = await loadTools(git.toolsets);
    const shape = tools.find(({ name }) => name === tool)?.tool.input.shape ?? {};
    expect(Object.keys(shape)).toEqual(expect.arrayContaining(['repo_path', ...Object.keys(args)]));
  });
});
