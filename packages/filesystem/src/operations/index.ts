import { createArchive } from './archive-create.ts';
import { extractArchive } from './archive-extract.ts';
import { listArchive } from './archive-list.ts';
import { copy } from './copy.ts';
import { diskUsage } from './disk-usage.ts';
import { compare, edit } from './edit.ts';
import { findDuplicates } from './find-duplicates.ts';
import { findEmpty } from './find-empty.ts';
import { info } from './info.ts';
import { list, names } from './list.ts';
import { makeFolder } from './make-folder.ts';
import { readMedia } from './media.ts';
import { moveMany } from './move-many.ts';
import { move } from './move.ts';
import { readMany } from './read-many.ts';
import { readText } from './read-text.ts';
import { measure, remove } from './remove.ts';
import { replaceText } from './replace-text.ts';
import { searchFiles } from './search-files.ts';
import { searchText } from './search-text.ts';
import { tree } from './tree.ts';
import { writeMany } from './write-many.ts';
import { write } from './write.ts';

/** All that the helper process can do; the server's process sees it as the methods of its sandbox. */
export const operations = {
  compare,
  copy,
  createArchive,
  diskUsage,
  edit,
  extractArchive,
  findDuplicates,
  findEmpty,
  info,
  list,
  listArchive,
  makeFolder,
  measure,
  move,
  moveMany,
  names,
  readMany,
  readMedia,
  readText,
  remove,
  replaceText,
  searchFiles,
  searchText,
  tree,
  write,
  writeMany,
};

export type FileOperations = typeof operations;
