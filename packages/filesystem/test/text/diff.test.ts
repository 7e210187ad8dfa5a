import { applyPatch, parsePatch } from 'diff';
import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';

import { unifiedDiff } from '../../src/present/diff.ts';

const apply = (before: string, patch: string) => applyPatch(before, patch, { autoConvertLineEndings: false });
const body = (before: string, after: string, context?: number) =>
  unifiedDiff('f', before, after, context === undefined ? {} : { context })
    .text.split('\n')
    .slice(2);

describe('text', () => {
  test('one changed line', () => {
    const { text, added, removed, cut } = unifiedDiff(
      'src/a b.txt',
      '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
      '1\n2\n3\n4\nV\n6\n7\n8\n9\n',
    );
    expect(text).toBe('--- src/a b.txt\n+++ src/a b.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+V\n 6\n 7\n 8\n');
    expect({ added, removed, cut }).toEqual({ added: 1, removed: 1, cut: false });
  });

  test('nothing changed', () => {
    expect(unifiedDiff('f', 'a\n', 'a\n')).toEqual({ text: '', added: 0, removed: 0, cut: false });
  });

  test.each<[string, string, string, string[]]>([
    ['a new file', '', 'a\nb\n', ['@@ -0,0 +1,2 @@', '+a', '+b', '']],
    ['an emptied file', 'a\nb\n', '', ['@@ -1,2 +0,0 @@', '-a', '-b', '']],
    ['a line added at the end', 'a\nb\n', 'a\nb\nc\n', ['@@ -1,2 +1,3 @@', ' a', ' b', '+c', '']],
    ['a line added at the start', 'a\n', 'x\na\n', ['@@ -1,1 +1,2 @@', '+x', ' a', '']],
    [
      'a final newline removed',
      'a\nb\n',
      'a\nb',
      ['@@ -1,2 +1,2 @@', ' a', '-b', '+b', '\\ No newline at end of file', ''],
    ],
    [
      'a final newline added',
      'a\nb',
      'a\nb\n',
      ['@@ -1,2 +1,2 @@', ' a', '-b', '\\ No newline at end of file', '+b', ''],
    ],
    [
      'no final newline in either',
      'a\nb',
      'x\nb',
      ['@@ -1,2 +1,2 @@', '-a', '+x', ' b', '\\ No newline at end of file', ''],
    ],
    ['CRLF is data', 'a\r\nb\r\n', 'a\r\nB\n', ['@@ -1,2 +1,2 @@', ' a\r', '-b\r', '+B', '']],
    ['only the line end', 'a\r\n', 'a\n', ['@@ -1,1 +1,1 @@', '-a\r', '+a', '']],
    ['one of equal lines removed', 'a\na\na\n', 'a\na\n', ['@@ -1,3 +1,2 @@', ' a', ' a', '-a', '']],
  ])('%s', (_, before, after, lines) => {
    expect(body(before, after)).toEqual(lines);
  });

  test('context is as wide as asked for', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n';
    const after = before.replace('4', 'x');
    expect(body(before, after, 0)).toEqual(['@@ -4,1 +4,1 @@', '-4', '+x', '']);
    expect(body(before, after, 1)).toEqual(['@@ -3,3 +3,3 @@', ' 3', '-4', '+x', ' 5', '']);
    expect(body(before, after, 100)[0]).toBe('@@ -1,7 +1,7 @@');
    expect(body(before, before.replace('4\n', ''), 0)).toEqual(['@@ -4,1 +3,0 @@', '-4', '']);
  });

  test('changes with no more than twice the context between them share a hunk', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n';
    const heads = (after: string) => body(before, after, 2).filter((line) => line.startsWith('@@'));
    expect(heads('x\n2\n3\n4\n5\ny\n7\n')).toEqual(['@@ -1,7 +1,7 @@']);
    expect(heads('x\n2\n3\n4\n5\n6\ny\n')).toEqual(['@@ -1,3 +1,3 @@', '@@ -5,3 +5,3 @@']);
  });

  test('a name cannot break the header', () => {
    const name = 'evil\n+++ b "\t\\\u0007é';
    const { text } = unifiedDiff(name, 'a\n', 'b\n');
    expect(text.split('\n').slice(0, 3)).toEqual([
      '--- "evil\\012+++ b \\"\\011\\\\\\007é"',
      '+++ "evil\\012+++ b \\"\\011\\\\\\007é"',
      '@@ -1,1 +1,1 @@',
    ]);
    expect(parsePatch(text)[0]?.oldFileName).toBe(name);
  });
});

describe('the diff applied gives the text after', () => {
  const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'dd\n', '-- x\n', '++ y\n', '\\ z\n', 'e\rf\n'), {
    maxLength: 30,
  });
  const text = fc.tuple(lines, fc.constantFrom('', 'end', 'end\r')).map(([all, end]) => all.join('') + end);

  test('for unlike texts', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
        const { text: patch, added, removed } = unifiedDiff('f', before, after, { context });
        expect(apply(before, patch)).toBe(after);
        const count = (whole: string) => (whole.match(/[^\n]*\n|[^\n]+$/g) ?? []).length;
        expect(added - removed).toBe(count(after) - count(before));
      }),
      { numRuns: 3000 },
    );
  });

  test('for texts with some edits, in which hunk headers must be right to the line', () => {
    const edit = fc.record({
      at: fc.nat(200),
      remove: fc.nat(3),
      insert: fc.array(fc.constantFrom('x\n', 'y\r\n'), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 4 }), (edits, context) => {
        const before = Array.from({ length: 200 }, (_, line) => `line ${line % 7}\n`);
        const after = [...before];
        for (const { at, remove, insert } of edits) after.splice(at, remove, ...insert);
        const { text: patch } = unifiedDiff('f', before.join(''), after.join(''), { context });
        const hunks = parsePatch(patch).flatMap((file) => file.hunks);
        // applyPatch also finds a hunk elsewhere than its header says, so the headers are checked here.
        const side = (lines: string[], mark: RegExp) =>
          lines.filter((line) => mark.test(line)).map((line) => `${line.slice(1)}\n`);
        const from = (lines: string[], start: number, count: number) => lines.slice(start - 1, start - 1 + count);
        expect(hunks.map((hunk) => from(before, hunk.oldStart, hunk.oldLines))).toEqual(
          hunks.map(({ lines }) => side(lines, /^[- ]/)),
        );
        expect(hunks.map((hunk) => from(after, hunk.newStart, hunk.newLines))).toEqual(
          hunks.map(({ lines }) => side(lines, /^[+ ]/)),
        );
        expect(apply(before.join(''), patch)).toBe(after.join(''));
      }),
      { numRuns: 500 },
    );
  });

  test('many small changes far apart stay small', () => {
    const before = Array.from({ length: 20_000 }, (_, line) => `line ${line}`);
    const after = before.map((line, index) => (index % 20 === 7 ? `${line}!` : line));
    const { text: patch, added, removed } = unifiedDiff('f', before.join('\n'), after.join('\n'));
    expect({ added, removed }).toEqual({ added: 1000, removed: 1000 });
    expect(apply(before.join('\n'), patch)).toBe(after.join('\n'));
  });

  test('changes among lines that repeat stay small too, however many', () => {
    const sections = (lines: string) => Array.from({ length: 400 }, (_, at) => `section ${at}\n${lines}`).join('');
    const [before, after] = [sections('x\ny\nx\nx\n'), sections('y\nx\nz\nx\n')];
    const { text: patch, added, removed } = unifiedDiff('f', before, after);
    expect({ added, removed }).toEqual({ added: 400, removed: 400 });
    expect(apply(before, patch)).toBe(after);
  });

  test('lines that moved are found by the longest chain of lines that stayed', () => {
    const { added, removed } = unifiedDiff('f', 'a\nb\nc\nd\ne\nf\n', 'e\nb\nc\na\nd\nf\n');
    expect({ added, removed }).toEqual({ added: 2, removed: 2 });
  });

  test('a search that takes too long ends with one large change', () => {
    const before = Array.from({ length: 4000 }, (_, line) => `${line % 2 === 0 ? 'same' : `old ${line % 11}`}\n`).join(
      '',
    );
    const after = Array.from({ length: 4000 }, (_, line) => `${line % 2 === 0 ? 'same' : `new ${line % 13}`}\n`).join(
      '',
    );
    const { text: patch, added } = unifiedDiff('f', before, after);
    expect(added).toBe(3999);
    expect(apply(before, patch)).toBe(after);
  });

  test('for texts that are too unlike for the shortest diff', () => {
    const before = Array.from({ length: 3000 }, (_, line) => `old ${line}`).join('\n');
    const after = `${Array.from({ length: 2500 }, (_, line) => `new ${line}`).join('\n')}\n`;
    const around = (middle: string) => `top 1\ntop 2\ntop 3\ntop 4\n${middle}`;
    const { text: patch, added, removed } = unifiedDiff('f', around(before), around(after));
    expect({ added, removed }).toEqual({ added: 2500, removed: 3000 });
    expect(patch).toContain('@@ -2,3003 +2,2503 @@\n top 2\n top 3\n top 4\n-old 0\n');
    expect(apply(around(before), patch)).toBe(around(after));
    const back = unifiedDiff('f', `${after}bottom`, `${before}\nbottom`);
    expect(apply(`${after}bottom`, back.text)).toBe(`${before}\nbottom`);
  });
});

describe('maxChars', () => {
  const before = Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join('');
  const after = before.replaceAll(/line (\d)0\n/g, 'changed $10\nand added\n');

  test('cuts between two hunks and says what is left out', () => {
    const whole = unifiedDiff('f', before, after);
    expect(whole).toMatchObject({ cut: false, added: 18, removed: 9 });
    const cut = unifiedDiff('f', before, after, { maxChars: 400 });
    expect(cut).toMatchObject({ cut: true, added: 18, removed: 9 });
    const note = cut.text.trimEnd().split('\n').at(-1) ?? '';
    const kept = cut.text.slice(0, cut.text.indexOf(note));
    expect(whole.text.startsWith(kept)).toBe(true);
    expect(whole.text.slice(kept.length)).toMatch(/^@@ /);
    expect(kept.length).toBeLessThanOrEqual(400);
    const shown = kept.match(/^@@ /gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(0);
    expect(note).toBe(`[${9 - shown} more hunks left out: +${2 * (9 - shown)} -${9 - shown} lines]`);
  });

  test('exactly enough is enough', () => {
    const whole = unifiedDiff('f', before, after);
    expect(unifiedDiff('f', before, after, { maxChars: whole.text.length })).toEqual(whole);
    expect(unifiedDiff('f', before, after, { maxChars: whole.text.length - 1 }).text).toMatch(
      /\[1 more hunk left out: \+2 -1 lines\]\n$/,
    );
  });

  test('a hunk that is too long alone is cut between two lines', () => {
    const { text, cut, removed } = unifiedDiff('f', before, '', { maxChars: 200 });
    expect({ cut, removed }).toEqual({ cut: true, removed: 100 });
    const shown = text.match(/^-line/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(10);
    expect(text).toMatch(new RegExp(`-line ${shown - 1}\\n\\[${100 - shown} more lines of this hunk left out\\]\\n$`));
  });

  test('of long lines, what is around the change is shown, and the rest is counted', () => {
    const [before, after] = [
      `${'x'.repeat(50_000)}old${'y'.repeat(50_000)}`,
      `${'x'.repeat(50_000)}new${'y'.repeat(50_000)}`,
    ];
    const { text } = unifiedDiff('f', before, after);
    expect(text.length).toBeLessThan(2000);
    expect(text).toMatch(/^-\[49880 characters\] …x{120}oldy{120}… \[49880 more characters\]$/m);
    expect(text).toMatch(/^\+\[49880 characters\] …x{120}newy{120}… \[49880 more characters\]$/m);
  });

  test('a long line without a counterpart is cut', () => {
    const { text } = unifiedDiff('f', '', 'a'.repeat(100_000));
    expect(text).toMatch(/^\+a{1,1000}… \[\d+ more characters\]$/m);
  });
});
