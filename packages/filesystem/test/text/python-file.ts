import { applyEdits, type Edit } from '../../src/files/text/edit.ts';
import { toolError } from './tool-error.ts';

/** A small file in which edits miss. */
export const PYTHON = [
  'import os',
  '',
  'def first(x):',
  '\tif x:',
  '\t\treturn 1',
  '',
  '\treturn 2',
  '',
  'def second(value):',
  '\treturn "it’s"',
  '',
].join('\n');

/** The error of one edit of `text` that has this oldText. */
export function miss(text: string, oldText: string, more: Partial<Edit> = {}) {
  return toolError(() =>
    applyEdits(Buffer.from(text), [{ oldText, newText: 'unlike anything', ...more }], { name: 'a.py' }),
  );
}
