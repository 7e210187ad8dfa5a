import { ToolError, type ErrorCode } from '@mcp-reference/kit/sandbox';
import type { Token } from '../gate/tokens.ts';
import { shownText } from '../present/text.ts';
import type { Db } from './driver.ts';
import { hintFor } from './hints.ts';

/** SQLite's result codes in words; `{}` is the database's name. Extended codes fall back to the plain one. */
const meanings: Record<string, [ErrorCode, string]> = {
  SQLITE_BUSY: [
    'unavailable',
    'Another program holds a lock on "{}" that did not go away in time; try again when it is done.',
  ],
  SQLITE_BUSY_SNAPSHOT: ['unavailable', 'Another program wrote to "{}" meanwhile; try again.'],
  SQLITE_LOCKED: ['unavailable', 'A table of "{}" is locked by another statement; try again.'],
  SQLITE_READONLY: ['denied', '"{}" may only be read here.'],
  SQLITE_READONLY_ROLLBACK: [
    'unavailable',
    '"{}" has the journal of a program that crashed while it wrote, and this server may only read it. Open it once with a program that may write, or start the server with --write: the journal is then rolled back.',
  ],
  SQLITE_READONLY_DIRECTORY: [
    'denied',
    '"{}" is in a folder that may not be written, where SQLite needs files beside the database. It can be read; to change it, make the folder writable, or copy the database to another folder.',
  ],
  SQLITE_READONLY_RECOVERY: [
    'unavailable',
    '"{}" has a write-ahead log that must be recovered, and this server may only read it.',
  ],
  SQLITE_NOTADB: [
    'invalid',
    '"{}" is not a SQLite database, it is encrypted (SQLCipher), or a newer version of SQLite wrote it.',
  ],
  SQLITE_CORRUPT_INDEX: [
    'unavailable',
    'An index of "{}" does not match its table ({message}). REINDEX rebuilds all indexes: maintain with action "reindex".',
  ],
  SQLITE_CORRUPT: [
    'unavailable',
    '"{}" is damaged ({message}). maintain with action "integrity_check" lists what is; other tables can still be read and exported. Restore it from a backup, or rescue it with the sqlite3 shell: .recover.',
  ],
  SQLITE_FULL: [
    'unavailable',
    'Not enough space: the disk that holds "{}" is full, or the database reached --max-size. Nothing was changed.',
  ],
  SQLITE_CANTOPEN: [
    'unavailable',
    '"{}", or a file that SQLite keeps beside it, cannot be opened: the folder may not be writable, or the file is gone.',
  ],
  SQLITE_IOERR: ['unavailable', 'Reading or writing "{}" failed on the device.'],
  SQLITE_TOOBIG: ['too_large', 'A value would be larger than SQLite allows (512 MB).'],
  SQLITE_AUTH: ['denied', 'SQLite does not allow this here.'],
  SQLITE_NOMEM: ['too_large', 'Not enough memory.'],
  SQLITE_PROTOCOL: ['unavailable', '"{}" has an inconsistent lock; try again.'],
};

const notPlain = { SQLITE_READONLY_ROLLBACK: true, SQLITE_READONLY_DIRECTORY: true };

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_')
    ? error.code
    : undefined;

/** Returns true for a lock, where a retry can help. */
export const isBusy = (error: unknown): boolean => codeOf(error)?.startsWith('SQLITE_BUSY') ?? false;

export const isMissingCollation = (error: unknown): boolean =>
  codeOf(error) !== undefined && error instanceof Error && error.message.startsWith('no such collation sequence');

/** Returns true if a foreign key failed. RESTRICT fails like a trigger, with a code of triggers. */
export const isForeignKey = (error: unknown): boolean =>
  codeOf(error) === 'SQLITE_CONSTRAINT_FOREIGNKEY' ||
  (codeOf(error) === 'SQLITE_CONSTRAINT_TRIGGER' &&
    error instanceof Error &&
    error.message.endsWith('FOREIGN KEY constraint failed'));

export const needsRecovery = (error: unknown): boolean =>
  (codeOf(error) ?? '') in notPlain || codeOf(error) === 'SQLITE_READONLY_RECOVERY';

/** The statement that failed, and where: what makes an error's hints precise. */
export interface Failed {
  db: Db;
  tokens: readonly Token[];
}

/** Turns SQLite's errors into ones that a caller can act on. Anything else passes through. */
export function explained(error: unknown, name: string, failed?: Failed): unknown {
  const code = codeOf(error);
  if (!(error instanceof Error) || code === undefined) return error;
  const { message } = error;
  const hint = failed?.db.open ? hintFor(message, code, failed) : '';
  if (code.startsWith('SQLITE_CONSTRAINT'))
    return new ToolError('conflict', `${sentence(message)}${hint}`, { cause: error });
  if (code === 'SQLITE_CORRUPT_VTAB')
    return new ToolError(
      'unavailable',
      `A virtual table of "${name}" does not match its content: ${sentence(message)}${hint}`,
      {
        cause: error,
        retryable: false,
      },
    );
  const meaning = meanings[code] ?? meanings[code.split('_').slice(0, 2).join('_')];
  if (meaning) {
    const text = meaning[1].replaceAll('{}', () => name).replace('{message}', () => message);
    return new ToolError(meaning[0], text, { cause: error });
  }
  return new ToolError('invalid', `${sentence(message)}${hint}`, { cause: error });
}

/** Names in SQLite's messages come from the file or the caller: on one line, with an end. */
const sentence = (message: string): string => {
  const text = shownText(message, 500);
  return /[.?!]$/.test(text) ? text : `${text}.`;
};
