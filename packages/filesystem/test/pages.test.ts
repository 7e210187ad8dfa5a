import { checkPages } from '@mcp-reference/kit/testing';
import { test } from 'vitest';
import { sharedBox } from './fixtures.ts';
import { start } from './start.ts';

const budget = 3_000;

test('every long answer fits into the budget, and can be read to its end as its first line says', async () => {
  const { folder, put } = sharedBox();
  const line = (i: number) => `line ${i} needle, with some words that make it longer`;
  const text = (end: string) => Array.from({ length: 300 }, (_, i) => `${line(i)}${end}\n`).join('');
  put('long/a.txt', text(''));
  put('long/b.txt', text('.'));
  put('long/one-line.txt', 'x'.repeat(9_000));
  for (let i = 0; i < 150; i++)
    put(`many/a-folder-with-a-long-name-${i}/a-file-with-a-long-name-${i}.txt`, 'needle, the same in all\n');
  for (let i = 0; i < 150; i++) put(`empty/an-empty-file-with-a-long-name-${i}.txt`, '');
  const serve = (most: number) =>
    start([folder], { flags: ['--toolsets', 'all', '--no-confirm', '--max-output', String(most)] });
  const whole = await serve(1_000_000);
  await whole.call('create_archive', { source: ['many'], destination: 'many.zip' });
  await checkPages({
    session: await serve(budget),
    budget,
    whole,
    calls: [
      { tool: 'read_text_file', args: { path: 'long/a.txt' } },
      { tool: 'read_text_file', args: { path: 'long/a.txt', lineNumbers: true } },
      { tool: 'read_text_file', args: { path: 'long/one-line.txt' } },
      { tool: 'read_file', args: { path: 'long/a.txt' } },
      { tool: 'read_multiple_files', args: { paths: ['long/a.txt', 'long/b.txt'] } },
      { tool: 'list_directory', args: { path: 'many' } },
      { tool: 'list_directory_with_sizes', args: { path: 'many' } },
      { tool: 'directory_tree', args: { path: 'many' } },
      { tool: 'search_files', args: { path: '.', pattern: '*.txt' } },
      { tool: 'search_text', args: { path: '.', pattern: 'needle', limit: 1_000 } },
      { tool: 'search_text', args: { path: '.', pattern: 'needle', filesOnly: true } },
      { tool: 'compare_files', args: { path: 'long/a.txt', otherPath: 'long/b.txt' } },
      { tool: 'find_duplicates', args: { path: 'many' } },
      { tool: 'find_empty', args: { path: 'empty' } },
      { tool: 'list_archive', args: { path: 'many.zip' } },
    ],
    endless: ['compare_files', 'read_multiple_files'],
  });
});
