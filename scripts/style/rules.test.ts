import { describe, expect, test } from 'vitest';
import { findingsIn } from './rules.ts';

const found = (text: string) => findingsIn(text).map((finding) => finding.text);

describe('doc comments', () => {
  test.each([
    '/** What it holds. */',
    '/**\n   * Whether it is there.\n   */',
    '/** Where it is. */',
    '/** How long. */',
  ])('%j is refused', (text) => expect(found(text)).toHaveLength(1));

  test.each(['/** Returns what it holds. */', '/** The folder that holds it. */', '// What follows is sorted.'])(
    '%j is accepted',
    (text) => expect(found(text)).toEqual([]),
  );
});

test.each([
  ['deleted for good', ['for good']],
  ['for good reasons', []],
  ['asked beforehand, and anew', ['beforehand', 'anew']],
  ['A folder of its own.', ['of its own']],
  ['What there is', ['What there is']],
  ['somebody else', ['somebody']],
])('%j has %j', (text, phrases) => expect(found(text)).toEqual(phrases));

test('says the line and the remedy', () => {
  expect(findingsIn('fine\nfine\nall at once\n')).toEqual([
    { line: 3, text: 'at once', advice: 'immediately or at the same time' },
  ]);
});
