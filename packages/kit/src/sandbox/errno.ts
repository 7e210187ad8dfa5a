import { ToolError, type ErrorCode } from '../errors.ts';
import { visible } from './paths.ts';

/** Messages for system errors; `{}` is replaced by the path as the caller wrote it. */
const meanings: Record<string, [ErrorCode, string]> = {
  ENOENT: ['not_found', '{} does not exist.'],
  ENOTDIR: ['invalid', '{} is not a folder, or a part of it is a file.'],
  EISDIR: ['invalid', '{} is a folder, not a file.'],
  EEXIST: ['conflict', '{} already exists.'],
  ENOTEMPTY: ['conflict', '{} is not empty.'],
  ELOOP: ['invalid', '{} goes through too many links, or through a link that was put there meanwhile.'],
  ENAMETOOLONG: ['invalid', '{} has a name that is too long for this file system.'],
  EINVAL: ['invalid', '{} has a name or a use that this file system does not accept.'],
  EILSEQ: ['invalid', '{} has a name that this file system does not accept.'],
  EACCES: ['denied', 'The operating system does not let this server use {}.'],
  EPERM: ['denied', 'The operating system does not let this server use {} that way.'],
  EROFS: ['denied', '{} is on a file system that is mounted read-only.'],
  ENOSPC: ['unavailable', 'The disk that holds {} is full, so it was not written.'],
  EDQUOT: ['unavailable', 'The disk quota for {} is used up, so it was not written.'],
  EXDEV: ['unsupported', '{} is on another file system.'],
  ENOTSUP: ['unsupported', 'The file system that holds {} does not offer this.'],
  EOPNOTSUPP: ['unsupported', 'The file system that holds {} does not offer this.'],
  ENOSYS: ['unsupported', 'The file system that holds {} does not offer this.'],
  EMLINK: ['unsupported', '{} has as many names as its file system allows.'],
  EFBIG: ['too_large', '{} would become larger than this file system allows.'],
  EMFILE: ['unavailable', 'Too many files are open to use {}; try again.'],
  ENFILE: ['unavailable', 'Too many files are open to use {}; try again.'],
  EBUSY: ['unavailable', '{} is a mount point, or another program uses it; try again when it is free.'],
  ETXTBSY: ['unavailable', '{} is a program that runs now; stop it first.'],
  EIO: ['unavailable', 'Reading or writing {} failed on the device.'],
  ESTALE: ['unavailable', 'The network file system lost {}; try again.'],
  ENXIO: ['unsupported', '{} is not a regular file.'],
  ENODEV: ['unsupported', '{} is not a regular file.'],
  ETIMEDOUT: ['unavailable', 'The network or cloud drive that holds {} did not answer; try again.'],
  EDEADLK: ['unavailable', '{} is kept in the cloud and could not be fetched; open it once, or try again.'],
  EAGAIN: ['unavailable', '{} is locked by another program; try again.'],
  ENOTCONN: ['unavailable', 'The network drive that holds {} is not connected.'],
  EHOSTDOWN: ['unavailable', 'The network drive that holds {} is not connected.'],
  ENOMEM: ['unavailable', 'The operating system had too little memory to use {}; try again.'],
};

/** The usual reason for an error on one system. EPERM is how macOS protects Desktop, Documents and Downloads. */
const hints: Partial<Record<NodeJS.Platform, Record<string, string>>> = {
  darwin: {
    EPERM:
      ' If it is in Desktop, Documents, Downloads or on a network volume, allow the app that starts this server under System Settings > Privacy & Security > Files and Folders.',
  },
  linux: { EPERM: ' It can be immutable or append-only, which lsattr shows, or belong to another user.' },
  win32: { ENAMETOOLONG: ' Windows allows 258 characters for the path of a folder.' },
};

/** Codes of mistakes in this program, not of the system's answers. */
const ownMistakes = new Set(['EBADF', 'EFAULT']);

export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/**
 * Turns a system error into one that names only what the caller named. A code that is not in the table ends one entry
 * of a walk like any other; errors of this program pass through, to be logged.
 */
export function translate(error: unknown, shown: string, platform: NodeJS.Platform = process.platform): unknown {
  const code = errnoOf(error) ?? '';
  if (error instanceof ToolError || !isSystemCode(code)) return error;
  const [kind, text] = meanings[code] ?? ['unavailable', `The operating system could not use {} (${code}).`];
  const hint = hints[platform]?.[code] ?? '';
  const message = text.replace('{}', () => `"${visible(shown)}"`) + hint;
  return new ToolError(kind, message, { cause: error });
}

const isSystemCode = (code: string): boolean =>
  (code === 'UNKNOWN' || /^E[A-Z0-9]+$/.test(code)) && !ownMistakes.has(code);
