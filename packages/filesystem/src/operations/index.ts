import { journaled } from '../files/journal.ts';
import { createArchive } from './create-archive.ts';
import { extractArchive } from './extract-archive.ts';
import { listArchive } from './list-archive.ts';
import { copy } from './copy.ts';
import { diskUsage } from './disk-usage.ts';
import { compare, edit } from './edit.ts';
import { findDuplicates } from './find-duplicates.ts';
import { findEmpty } from './find-empty.ts';
import { info } from './info.ts';
import { list, names } from './list.ts';
import { makeFolder } from './make-folder.ts';
import { readMedia, viewMedia } from './read-media.ts';
import { moveMany } from './move-many.ts';
import { move } from './move.ts';
import { readMany } from './read-many.ts';
import { readText } from './read-text.ts';
import { measure, remove } from './remove.ts';
import { trash } from './trash.ts';
import { undo } from './undo.ts';
import { replaceText } from './replace-text.ts';
import { searchFiles } from './search-files.ts';
import { searchText } from './search-text.ts';
import { tree } from './tree.ts';
import { writeMany } from './write-many.ts';
import { write } from './write.ts';

/** All that the helper process can do; the server's process sees it as the methods of its sandbox. */
export const operations = {
  compare,
  copy: journaled('copy_file', copy),
  createArchive,
  diskUsage,
  edit: journaled('edit_file', edit),
  extractArchive,
  findDuplicates,
  findEmpty,
  info,
  list,
  listArchive,
  makeFolder: journaled('create_directory', makeFolder),
  measure,
  move: journaled('move_file', move),
  moveMany: journaled('move_multiple_files', moveMany),
  names,
  readMany,
  readMedia,
  readText,
  remove,
  replaceText: journaled('replace_text', replaceText),
  searchFiles,
  searchText,
  trash: journaled('delete_path', trash),
  tree,
  undo,
  viewMedia,
  write: journaled('write_file', write),
  writeMany: journaled('write_multiple_files', writeMany),
};

export type FileOperations = typeof operations;
