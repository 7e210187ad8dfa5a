import fc from '@mcp-reference/kit/testing/properties';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { requiredLiterals } from '../../src/files/search/literals.ts';
import { finder } from '../../src/files/search/pattern.ts';

describe('strings that a pattern needs', () => {
  test('the strings that a pattern needs are read only where they are certain', () => {
    for (const [pattern, ...lists] of [
      ['hello', ['hello']],
      ['const value = \\d', ['const value = ']],
      ['foo|bar|Error code', ['foo', 'bar', 'Error code']],
      ['(?:get|set)[A-Z]\\w+Name', ['Name'], ['get', 'set']],
      ['colou?r', ['colour', 'color']],
      ['\\bword\\b', ['word']],
      ['time.*error', ['error'], ['time']],
      ['"key"\\s*:\\s*"(ab|bc)"', ['"key"'], ['"ab"', '"bc"']],
      ['(?P<year>2026)-', ['2026-']],
      ['[.]ts$', ['.ts']],
      ['x{2}yz', ['yz']],
    ] as const)
      expect(requiredLiterals(pattern), pattern).toEqual(lists);
    for (const pattern of ['a|', '(abc)?', 'abc*|.', '(?i:abc)', '\\Qab\\E', '\\x41bc', '\\Aabc', '[abc]', 'a', '.'])
      expect(requiredLiterals(pattern), pattern).toEqual([]);
  });

  test('lines are ruled out only if they do not match', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      'ab',
      'abc',
      '.',
      '^',
      '$',
      'é',
      '[b]',
      '[^a]',
      '(ab|c)',
      '(?:a|bc)',
      'k',
      '\\bs',
      '(a|)',
    );
    const repeat = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{0,1}', '{1,}');
    const joint = fc.constantFrom('', '', '', '|');
    const pattern = fc
      .array(
        fc.tuple(atom, repeat, joint).map((parts) => parts.join('')),
        { minLength: 1, maxLength: 6 },
      )
      .map((parts) => parts.join(''));
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'é', 'É', 'A', 'k', '\u212a', 's', '\u017f', ' ', '\n'),
      maxLength: 14,
    });
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (some, lines, ignoreCase) => {
        let compiled: RE2JS;
        try {
          compiled = RE2JS.compile(some, RE2JS.MULTILINE | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
        } catch {
          // A pattern like `^*`, which is none here.
          return;
        }
        const find = finder(some, { literal: false, ignoreCase });
        const matching = lines.split('\n').filter((line) => compiled.matcher(line).find());
        const found = lines.split('\n').filter((line) => line !== '' && find.next(line, 0) !== undefined);
        expect(found).toEqual(matching.filter((line) => line !== ''));
      }),
      { numRuns: 5_000 },
    );
  });
});
