import type { GitCommand } from '../command.ts';
import type { Oid } from '../names.ts';
import { argument, type TreePath } from '../paths.ts';
import { write } from './make.ts';

export interface CommitOptions {
  message?: string | undefined;
  amend?: boolean;
  allowEmpty?: boolean;
  author?: string | undefined;
  noVerify?: boolean;
  signoff?: boolean;
  /** Only these files, as they are in the work tree, whatever else is staged. */
  only?: readonly TreePath[] | undefined;
}

/** The message comes on stdin and is kept, but for blank space at the ends of lines. */
export const commit = ({
  message,
  amend,
  allowEmpty,
  author,
  noVerify,
  signoff,
  only = [],
}: CommitOptions): GitCommand =>
  write(
    [
      'commit',
      '--no-status',
      '--quiet',
      ...(message === undefined ? ['--no-edit'] : ['--file=-', '--cleanup=whitespace']),
      ...(amend ? ['--amend'] : []),
      ...(allowEmpty ? ['--allow-empty'] : []),
      ...(author ? [`--author=${author}`] : []),
      ...(noVerify ? ['--no-verify'] : []),
      ...(signoff ? ['--signoff'] : []),
      ...(only.length > 0 ? ['--only', '--', ...only.map(argument)] : []),
    ],
    { input: message },
  );

export const resetTo = (mode: 'soft' | 'mixed' | 'hard' | 'keep' | 'merge', to: Oid): GitCommand =>
  write(['reset', '--quiet', `--${mode}`, to]);

export const hashObject = (bytes: Uint8Array, type: 'blob' | 'commit' = 'blob'): GitCommand =>
  write(['hash-object', '-w', '--no-filters', '-t', type, '--stdin'], { input: bytes });

export const fastImport = (stream: Uint8Array): GitCommand =>
  write(['fast-import', '--quiet', '--date-format=raw'], { input: stream });

export const applyMails = (mails: Uint8Array): GitCommand =>
  write(['am', '--3way', '--no-gpg-sign', '--keep-cr', '--quiet', '--whitespace=nowarn'], {
    input: mails,
  });
