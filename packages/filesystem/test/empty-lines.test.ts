import { expect, test } from 'vitest';
import { replacer } from '../src/files/search/replacer.ts';
import { splice } from '../src/files/text/splice.ts';

// What GNU sed prints for s/^$/<&>/g.
test.each([
  ['\n', '<>\n'],
  ['\na\n', '<>\na\n'],
  ['\n\n', '<>\n<>\n'],
  ['a\n\nb', 'a\n<>\nb'],
  ['a\n', 'a\n'],
  ['', ''],
])('an empty line is replaced wherever it stands: %j', (text, expected) => {
  const find = replacer('^$', '<$&>', { literal: false, ignoreCase: false });
  expect(splice(text, find.all(text))).toBe(expected);
});
