import { journaled, keepNoChanges } from '../files/journal.ts';
import { info } from './info.ts';
import { list, names } from './list.ts';
import { makeFolder } from './make-folder.ts';
import { readMedia } from './read-media.ts';
import { readMany } from './read-many.ts';
import { readText } from './read-text.ts';
import { write } from './write.ts';

export { keepNoChanges };

/**
 * Operations that are over in milliseconds for most files, and may run in the server's process. Missing on purpose: those
 * whose time or memory a caller can drive up, such as chained edits and patterns. Only a helper can be killed.
 */
export const inlineOperations = {
  info,
  list,
  makeFolder: journaled('create_directory', makeFolder),
  names,
  readMany,
  readMedia,
  readText,
  write: journaled('write_file', write),
};
