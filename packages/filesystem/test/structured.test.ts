import { rmSync } from 'node:fs';
import { checkStructured } from '@mcp-reference/kit/testing';
import { expect, test } from 'vitest';
import { filesystem } from '../src/server.ts';
import { box } from './fixtures.ts';
import { start } from './start.ts';

test('--structured-output adds data that is in the text, and nothing is sent twice without it', async () => {
  const { folder, at, put } = box();
  put('a.txt', 'one\n"two"\nthree\n');
  put('sub/b.txt', 'b\n');
  const plain = await start([folder], { flags: ['--toolsets', 'all'] });
  expect(await plain.call('create_archive', { source: ['sub'], destination: 'sub.zip' })).toMatchObject({
    isError: false,
  });
  const structured = await start([folder], { flags: ['--toolsets', 'all', '--structured-output'] });
  await checkStructured(filesystem, {
    plain,
    structured,
    samples: [
      { tool: 'read_text_file', args: { path: 'a.txt' }, beyond: ['encoding', 'end'], least: 4 },
      { tool: 'list_directory', args: { path: '.' }, least: 3 },
      { tool: 'list_directory', args: { path: '.', limit: 1 }, least: 3 },
      { tool: 'search_files', args: { path: '.', pattern: '**/*.txt' }, least: 2 },
      { tool: 'directory_tree', args: { path: '.' }, least: 3 },
      { tool: 'disk_usage', args: { path: '.' }, least: 4 },
      { tool: 'get_file_info', args: { path: 'a.txt' }, beyond: ['accessed'], least: 4 },
      { tool: 'list_allowed_directories', args: {}, least: 1 },
      {
        tool: 'edit_file',
        args: { path: 'a.txt', edits: [{ oldText: 'one', newText: 'ONE' }], dryRun: true },
        least: 4,
      },
      { tool: 'replace_text', args: { path: '.', pattern: 'b', replacement: 'c' }, least: 3 },
      { tool: 'create_archive', args: { source: ['sub'], destination: 'a.zip' }, least: 3 },
      { tool: 'extract_archive', args: { path: 'sub.zip', destination: 'out' }, least: 3 },
    ],
    reset: () => ['a.zip', 'out'].forEach((name) => rmSync(at(name), { recursive: true, force: true })),
  });
});
