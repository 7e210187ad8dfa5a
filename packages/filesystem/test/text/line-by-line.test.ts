import fc from '@mcp-reference/kit/testing/properties';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { finder } from '../../src/files/search/pattern.ts';
import { replacer } from '../../src/files/search/replacer.ts';

/** The lines that match, each asked alone. */
function matching(text: string, pattern: string): number[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const compiled = RE2JS.compile(pattern, RE2JS.MULTILINE);
  return lines.flatMap((line, index) => (compiled.matcher(line).find() ? [index] : []));
}

function found(text: string, pattern: string): number[] {
  const find = finder(pattern, { literal: false, ignoreCase: false });
  const numbers: number[] = [];
  let number = 0;
  for (let at = 0; at < text.length;) {
    const match = find.next(text, at);
    if (match === undefined) break;
    number += text.slice(at, match.start).split('\n').length - 1;
    numbers.push(number);
    const end = text.indexOf('\n', match.start);
    if (end === -1) break;
    at = end + 1;
    number++;
  }
  return numbers;
}

const atom = fc.constantFrom('[a-c]', '[^a]', '\\d', '\\s', '\\w', '.', 'a', 'é', '^', '$', '\\b', '(?:a|b)', '(?i)');
const repeat = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}');
const pattern = fc
  .array(fc.tuple(atom, repeat), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([one, times]) => (/^(\(\?i\)|[\^$]|\\b)$/.test(one) ? one : one + times)).join(''));
const line = fc.array(fc.constantFrom('a', 'b', 'A', '1', ' ', '\t', 'é', '語', '.'), { maxLength: 6 });
const text = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom(0, 0, 30, 30, 300, 3_000), fc.boolean())
  .map(([lines, gap, ends]) => lines.map((one) => one.join('')).join(`\n${'x\n'.repeat(gap)}`) + (ends ? '\n' : ''));

test('finds the lines that match when each is asked alone', () => {
  fc.assert(
    fc.property(text, pattern, (given, wanted) => {
      expect(found(given, wanted)).toEqual(matching(given, wanted));
    }),
    { numRuns: 100 },
  );
});

test.each<[string, string, number, number | undefined]>([
  ['an empty match at the end of a line without an end', 'ab', 2, 2],
  ['nothing behind the last line end', 'ab\n', 3, undefined],
  ['nothing in an empty text', '', 0, undefined],
  ['an empty match in the middle of a line', 'ab\ncd\n', 1, 1],
])('finds %s', (_name, given, from, start) => {
  expect(finder('x*', { literal: false, ignoreCase: false }).next(given, from)?.start).toBe(start);
});

/** Replaces in a text and returns the result with the processor time in milliseconds. */
function replaced(text: string, pattern: string, put: string): [after: string, time: number] {
  const before = process.cpuUsage();
  const parts: string[] = [];
  let copied = 0;
  for (const { start, end, put: own } of replacer(pattern, put, { literal: false, ignoreCase: false }).all(text)) {
    parts.push(text.slice(copied, start), own);
    copied = end;
  }
  const { user, system } = process.cpuUsage(before);
  return [parts.join('') + text.slice(copied), (user + system) / 1_000];
}

// Patterns of each way to look: by candidates, by lines, with groups, over line ends. JavaScript's own replacement is the oracle.
test.each([
  ['a(.)', '[$1]'],
  [String.raw`\w+`, '<$&>'],
  [String.raw`(?<n>[ab]) `, '$1'],
  [String.raw`\n?a`, '!'],
])('replaces each match of %s in one line, in a time that grows with the line', (pattern, put) => {
  const line = (times: number) => `${'ab ax '.repeat(times)}\nab\n`;
  const re2 = pattern.replace('?<n>', '?P<n>');
  replaced(line(2_000), re2, put);
  const [, short] = replaced(line(10_000), re2, put);
  const [after, long] = replaced(line(80_000), re2, put);
  expect(after === line(80_000).replaceAll(new RegExp(pattern, 'gmu'), put)).toBe(true);
  // Eight times the matches took 64 times as long when each looked at the beginning of the line again.
  expect(long / Math.max(short, 20)).toBeLessThan(30);
});
