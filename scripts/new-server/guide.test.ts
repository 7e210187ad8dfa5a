import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root, templateFolder } from '../packages.ts';
import { readFiles } from './files.ts';
import { edited, readGuide } from './guide.ts';
import { namesOf, renamed } from './name.ts';

const guide = readGuide(readFileSync(path.join(root, 'docs/write-your-own-server.md'), 'utf8'));

// smoke/new-server.smoke.ts tests that the result builds and answers as shown.
test('what the guide changes is in the server that new-server makes', () => {
  const files = new Map(
    [...readFiles(templateFolder)].map(([file, text]) => [file, renamed(text, namesOf('weather'))]),
  );
  for (const edit of guide.edits) files.set(edit.file, edited(files.get(edit.file), edit));
  expect(files.get('src/server.ts')).toContain("() => import('./tools/delete-entry.ts'),");
  expect(files.get('src/operations.ts')).toContain('{ find, read, remove }');
});

test('it shows calls that succeed, that fail, and that ask', () => {
  expect(guide.calls.map(({ tool }) => tool)).toEqual(expect.arrayContaining(['find_warmest_day', 'delete_entry']));
  expect(guide.calls.filter(({ question }) => question !== undefined)).toHaveLength(1);
  expect(guide.commands[0]).toBe('npm run new-server -- weather --kind files');
});

describe('a diff', () => {
  const edit = (text: string) => edited('a\nb\nb\nc\n', { file: 'x.ts', how: 'diff', text });
  test('changes the lines that it shows', () => expect(edit(' a\n-b\n+B\n')).toBe('a\nB\nb\nc\n'));
  test.each([
    ['0 times', ' nothing\n+more\n'],
    ['2 times', '-b\n'],
  ])('is refused for lines that are there %s', (times, text) => expect(() => edit(text)).toThrow(times));
});

test.each([
  ['a block without a file', '```ts\nx\n```', 'which file this is'],
  ['a block that is no call', '```\nhello\n```', 'something else than a call'],
])('%s is an error', (_what, text, said) => expect(() => readGuide(text)).toThrow(said));
