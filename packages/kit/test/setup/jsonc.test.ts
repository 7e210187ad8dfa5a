import fc from '../../src/testing/properties.ts';
import { createScanner } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { Jsonc } from '../../src/setup/jsonc.ts';

const place = ['mcpServers', 'me'];
const entry = { command: 'node', args: ['a b', '{"x": [1, 2]}'], env: { A: 'b' } };
const set = (text: string): string => new Jsonc(text, 'f').set(place, entry);
const remove = (text: string): string => new Jsonc(text, 'f').remove(place);

describe('a new entry looks like what is there', () => {
  test.each<[string, string, string]>([
    ['no text', '', '{\n  "mcpServers": {\n    "me": 1\n  }\n}\n'],
    ['an empty object', '{}', '{\n  "mcpServers": {\n    "me": 1\n  }\n}'],
    ['only a comment', '// mine', '// mine\n{\n  "mcpServers": {\n    "me": 1\n  }\n}\n'],
    ['one line', '{"a":1}', '{"a":1,"mcpServers":{"me":1}}'],
    ['one wide line', '{ "mcpServers": { "b": 2 } }', '{ "mcpServers": { "b": 2, "me": 1 } }'],
    ['one line in several', '{\n  "mcpServers": { "b": 2 }\n}', '{\n  "mcpServers": { "b": 2, "me": 1 }\n}'],
    ['tabs and CRLF', '{\r\n\t"a": 1\r\n}\r\n', '{\r\n\t"a": 1,\r\n\t"mcpServers": {\r\n\t\t"me": 1\r\n\t}\r\n}\r\n'],
    [
      'a comma at the end',
      '{\n    "mcpServers": {\n        "b": 2, // two\n    },\n}',
      '{\n    "mcpServers": {\n        "b": 2, // two\n        "me": 1,\n    },\n}',
    ],
    [
      'a comment behind the last',
      '{\n  "mcpServers": {\n    "b": 2 // two\n  }\n}',
      '{\n  "mcpServers": {\n    "b": 2, // two\n    "me": 1\n  }\n}',
    ],
    ['a byte order mark', '\uFEFF{}', '\uFEFF{\n  "mcpServers": {\n    "me": 1\n  }\n}'],
    [
      'a name that is there twice: the last counts',
      '{"mcpServers":1,"mcpServers":{}}',
      '{"mcpServers":1,"mcpServers":{"me":1}}',
    ],
  ])('%s', (_name, before, after) => {
    expect(new Jsonc(before, 'f').set(place, 1)).toBe(after);
  });

  test('an item of a list', () => {
    expect(new Jsonc('{\n  "a": []\n}', 'f').append(['a'], 1)).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(new Jsonc('{\n  "a": [\n    1\n  ]\n}', 'f').append(['a'], { b: 2 })).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": 2\n    }\n  ]\n}',
    );
    expect(new Jsonc('{\n  "a": [\n    1,\n    2\n  ]\n}', 'f').remove(['a', 0])).toBe('{\n  "a": [\n    2\n  ]\n}');
  });
});

describe('removing', () => {
  test.each<[string, string, string]>([
    ['the only one', '{\n  "mcpServers": {\n    "me": 1\n  }\n}', '{\n  "mcpServers": {}\n}'],
    ['the first', '{\n  "mcpServers": {\n    "me": 1,\n    "b": 2\n  }\n}', '{\n  "mcpServers": {\n    "b": 2\n  }\n}'],
    ['the last', '{\n  "mcpServers": {\n    "b": 2,\n    "me": 1\n  }\n}', '{\n  "mcpServers": {\n    "b": 2\n  }\n}'],
    [
      'one between comments',
      '{\n  "mcpServers": {\n    // b\n    "b": 2,\n    // me\n    "me": 1, // still\n    "c": 3\n  }\n}',
      '{\n  "mcpServers": {\n    // b\n    "b": 2,\n    // me\n     // still\n    "c": 3\n  }\n}',
    ],
    [
      'one that another follows on its line',
      '{"mcpServers": { // note\n "me": 1, "b": 2 }}',
      '{"mcpServers": { // note\n  "b": 2 }}',
    ],
    ['none', '{ "mcpServers": {} }', '{ "mcpServers": {} }'],
  ])('%s', (_name, before, after) => {
    expect(remove(before)).toBe(after);
  });
});

describe('what is broken is named', () => {
  test.each<[string, RegExp]>([
    ['{\n  "a": \n}', /value expected at line 3, column 1/],
    ['{"a": 1', /close brace expected at line 1, column 8/],
    ['{\r\n  "a": 1\r\n  "b": 2\r\n}', /comma expected at line 3, column 3/],
    ['[1]', /no JSON object at its top/],
    ['{"a": "\u0007"}', /invalid character at line 1/],
  ])('%j', (text, message) => {
    expect(() => new Jsonc(text, 'a.json')).toThrow(message);
    expect(() => new Jsonc(text, 'a.json')).toThrow(/^a\.json .*(nothing was changed|Nothing was changed)/);
  });
});

/** Random white space and comments, as people have them between any two tokens. */
const trivia = fc
  .array(
    fc.constantFrom('', ' ', '  ', '\t', '\n', '\r\n', '\n\n', '/* c, "me": {} */', '// d, }\n', '// "mcpServers"\r\n'),
    {
      maxLength: 3,
    },
  )
  .map((parts) => parts.join(''));

const text = fc.oneof(
  fc.constantFrom('a', 'b', 'mcpServers', 'me', '__proto__', '', '}', '// no comment', '/*', ',', '\\', '"'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);

const scalar = fc.oneof(
  text.map((value) => JSON.stringify(value)),
  fc.constantFrom('true', 'false', 'null', '0', '-1.5e3'),
);

const listOf = (items: fc.Arbitrary<string>, [open, close]: readonly [string, string], minLength = 0) =>
  fc
    .tuple(fc.array(fc.tuple(trivia, items, trivia), { maxLength: 4, minLength }), trivia, fc.boolean())
    .map(([parts, end, hasComma]) => {
      const all = parts.map((part) => part.join('')).join(',');
      return `${open}${all}${hasComma && parts.length > 0 ? ',' : ''}${end}${close}`;
    });

const property = (name: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc
    .tuple(
      name.map((key) => JSON.stringify(key)),
      trivia,
      trivia,
      value,
    )
    .map(([key, a, b, v]) => `${key}${a}:${b}${v}`);

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    listOf(property(text, tie('value')), ['{', '}']),
    listOf(tie('value'), ['[', ']']),
  ),
}));

const otherName = text.filter((name) => name !== 'mcpServers');
/** Documents that have an object for the entries, holding at least `least` others. */
const withEntries = (least: number) =>
  fc
    .tuple(
      trivia,
      listOf(property(otherName, value), ['', ''], 0),
      listOf(
        property(
          text.filter((name) => name !== 'me'),
          value,
        ),
        ['{', '}'],
        least,
      ),
      fc.boolean(),
      trivia,
    )
    .map(([start, others, holder, isFirst, end]) => {
      const own = `"mcpServers":${holder}`;
      const isEmpty = !/["]/.test(withoutComments(others));
      const comma = /,\s*$/.test(withoutComments(others)) ? '' : ',';
      if (isEmpty) return `${start}{${others}${own}}${end}`;
      return isFirst ? `${start}{${own},${others}}${end}` : `${start}{${others}${comma}${own}}${end}`;
    });
const anyDocument = fc.oneof(withEntries(0), listOf(property(otherName, value), ['{', '}']));

function tokensOf(text: string): { kind: 'comment' | 'other'; text: string }[] {
  const scanner = createScanner(text, false);
  const tokens: { kind: 'comment' | 'other'; text: string }[] = [];
  do {
    scanner.scan();
    const token = text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength());
    if (token.trim() !== '') tokens.push({ kind: /^\/[/*]/.test(token) ? 'comment' : 'other', text: token });
  } while (scanner.getTokenLength() > 0);
  return tokens;
}
const withoutComments = (text: string): string =>
  tokensOf(text)
    .filter(({ kind }) => kind === 'other')
    .map((token) => token.text)
    .join(' ');
const commentsOf = (text: string): string[] =>
  tokensOf(text)
    .filter(({ kind }) => kind === 'comment')
    .map((token) => token.text.trimEnd());

/** Returns true if a text is another one with at most two pieces put in. */
function isInsertion(before: string, after: string): boolean {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const middle = before.slice(start, before.length - end);
  return after.slice(start, after.length - end).includes(middle);
}

const valueOf = (text: string): unknown => new Jsonc(text, 'f').get([]) ?? {};
const holderOf = (text: string): Record<string, unknown> =>
  (new Jsonc(text, 'f').get(['mcpServers']) ?? {}) as Record<string, unknown>;
const runs = { numRuns: 500 };

describe('whatever the document is like', () => {
  test('an entry is put in, and nothing else changes by a byte', () => {
    fc.assert(
      fc.property(anyDocument, (before) => {
        const after = set(before);
        expect(valueOf(after)).toEqual({
          ...(valueOf(before) as object),
          mcpServers: { ...holderOf(before), me: entry },
        });
        expect(isInsertion(before, after)).toBe(true);
        expect(commentsOf(after)).toEqual(commentsOf(before));
      }),
      runs,
    );
  });

  test('it is replaced where it stands', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const before = set(document);
        const after = new Jsonc(before, 'f').set(place, { other: true });
        expect(new Jsonc(after, 'f').get(place)).toEqual({ other: true });
        expect(remove(after)).toBe(remove(before));
      }),
      runs,
    );
  });

  test('put in among others and taken out again, the document is what it was', () => {
    fc.assert(
      fc.property(withEntries(1), (before) => {
        expect(remove(set(before))).toBe(before);
      }),
      runs,
    );
  });

  test('it is taken out wherever it stands, with every comment left', () => {
    fc.assert(
      fc.property(withEntries(0), fc.nat(), (document, number) => {
        const names = Object.keys(holderOf(document));
        fc.pre(names.length > 0);
        const name = names[number % names.length] ?? '';
        const before = new Jsonc(document, 'f');
        const after = before.remove(['mcpServers', name]);
        const inside = commentsOf(JSON.stringify(before.get(['mcpServers', name])));
        expect(commentsOf(document)).toEqual(expect.arrayContaining(commentsOf(after)));
        expect(inside).toEqual([]);
        // Names may be there twice: then the one before comes to light.
        const rest = Object.keys(holderOf(after)).filter((one) => one !== name);
        expect(rest.sort()).toEqual(names.filter((one) => one !== name).sort());
      }),
      runs,
    );
  });
});
