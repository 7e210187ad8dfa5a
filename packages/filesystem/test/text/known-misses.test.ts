import { describe, expect, test } from 'vitest';

import { applyEdits, type Edit } from '../../src/files/text/edit.ts';
import { miss, PYTHON } from './python-file.ts';
import { toolError } from './tool-error.ts';

describe('reasons that are known for sure', () => {
  test.each([
    '3\tdef first(x):\n4\t\tif x:',
    '  3: def first(x):\n  4: \tif x:',
    '3|def first(x):\n4|\tif x:',
    '3→def first(x):\n4→\tif x:',
  ])('line numbers: %j', (oldText) => {
    expect(miss(PYTHON, oldText).message).toContain('without them it is at line 3. Leave the numbers out.');
  });

  test('escapes', () => {
    expect(miss(PYTHON, 'def first(x):\\n\\tif x:').message).toContain('escaped once too often');
    expect(miss('say("hi")', 'say(\\"hi\\")').message).toContain('escaped once too often');
  });

  test('an edit that was made before', () => {
    const { message } = miss(PYTHON, 'def zeroth(x):', { newText: 'def first(x):\n\tif x:' });
    expect(message).toContain('The newText is at line 3 already: if this edit was made before, leave it out.');
    expect(miss(PYTHON, 'qqqq zzzz', { newText: 'def first(x):' }).message).toContain(
      'The newText is at line 3 already',
    );
    // A part of oldText is there anyway.
    expect(miss(PYTHON, 'def first(x):\n\tunlike', { newText: 'def first(x):\n' }).message).not.toContain('newText is');
  });

  test('an earlier edit of the same call', () => {
    const { message } = toolError(() =>
      applyEdits(
        Buffer.from(PYTHON),
        [
          { oldText: 'import os\n\n', newText: '' },
          { oldText: 'import os', newText: 'import sys' },
        ],
        { name: 'a.py' },
      ),
    );
    expect(message).toMatch(/edits\[1\].*It is at line 1 of the file, but an edit before this one changes it/);
  });
});

describe('several matches', () => {
  const conflict = (text: string, edit: Edit) =>
    toolError(() => applyEdits(Buffer.from(text), [edit], { name: 'a.py' }));

  test('the error has the count, the lines and the ways out (B3)', () => {
    const { code, message } = conflict(PYTHON, { oldText: 'return', newText: 'x' });
    expect(code).toBe('conflict');
    expect(message).toContain('edits[0].oldText is there 3 times (lines 5, 7, 10)');
    expect(message).toMatch(/Add neighbouring lines.*replaceAll: true.*expectedCount: 3/);
  });

  test('the first ten lines only', () => {
    expect(conflict('x\n'.repeat(50), { oldText: 'x', newText: 'y' }).message).toContain(
      '50 times (lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …)',
    );
  });

  test('another count than expected', () => {
    expect(conflict('x\nx\n', { oldText: 'x', newText: 'y', expectedCount: 3 })).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is there 2 times (lines 1, 2), but expectedCount is 3'),
    });
    expect(conflict('x\n', { oldText: 'x', newText: 'y', expectedCount: 2 }).message).toContain(
      'is there once (line 1), but',
    );
    expect(conflict('x\nx\n', { oldText: 'x', newText: 'y', expectedCount: 3, replaceAll: true }).code).toBe(
      'conflict',
    );
    expect(conflict('a', { oldText: 'x', newText: 'y', expectedCount: 1 }).code).toBe('not_found');
  });

  test('matches that overlap', () => {
    const { code, message } = conflict('z\n}\n\n}\n\n}', { oldText: '}\n\n}', newText: 'x' });
    expect(code).toBe('conflict');
    expect(message).toContain('matches twice from line 2 on, and the matches overlap');
  });

  test('line numbers that earlier edits moved are said to be so', () => {
    const { message } = toolError(() =>
      applyEdits(
        Buffer.from('a\nx\nx\n'),
        [
          { oldText: 'a', newText: 'a\nb' },
          { oldText: 'x', newText: 'y' },
        ],
        { name: 'a.py' },
      ),
    );
    expect(message).toContain('(lines 3, 4, with the edits before this one applied)');
  });
});
