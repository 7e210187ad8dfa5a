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
  ENOSPC: ['unavailable', 'The disk that holds {} is full; nothing was changed.'],
  EDQUOT: ['unavailable', 'The disk quota for {} is used up; nothing was changed.'],
  EXDEV: ['unsupported', '{} is on another file system.'],
  ENOTSUP: ['unsupported', 'The file system that holds {} does not offer this.'],
  EOPNOTSUPP: ['unsupported', 'The file system that holds {} does not offer this.'],
  ENOSYS: ['unsupported', 'The file system that holds {} does not offer this.'],
  EMLINK: ['unsupported', '{} has as many names as its file system allows.'],
  EFBIG: ['too_large', '{} would become larger than this file system allows.'],
  EMFILE: ['unavailable', 'Too many files are open to use {}; try again.'],
  ENFILE: ['unavailable', 'Too many files are open to use {}; try again.'],
  EBUSY: ['unavailable', '{} is in use by another program; try again.'],
  ETXTBSY: ['unavailable', '{} is a program that runs now; stop it first.'],
  EIO: ['unavailable', 'Reading or writing {} failed on the device.'],
  ESTALE: ['unavailable', 'The network file system lost {}; try again.'],
  ENXIO: ['unsupported', '{} is not a regular file.'],
  ENODEV: ['unsupported', '{} is not a regular file.'],
};

export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Converts a system error to one that mentions only the caller's path. Unknown errors pass through, to be logged. */
export function translate(error: unknown, shown: string): unknown {
  const meaning = meanings[errnoOf(error) ?? ''];
  if (error instanceof ToolError || meaning === undefined) return error;
  return new ToolError(
    meaning[0],
    meaning[1].replace('{}', () => `"${visible(shown)}"`),
    { cause: error },
  );
}
