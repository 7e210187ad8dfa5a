import { copy } from './copy.ts';
import { compare, edit } from './edit.ts';
import { info } from './info.ts';
import { list } from './list.ts';
import { makeFolder } from './make-folder.ts';
import { readMedia } from './media.ts';
import { move } from './move.ts';
import { readMany } from './read-many.ts';
import { readText } from './read-text.ts';
import { measure, remove } from './remove.ts';
import { searchFiles } from './search-files.ts';
import { searchText } from './search-text.ts';
import { tree } from './tree.ts';
import { write } from './write.ts';

/** All that the helper process can do; the server's process sees it as the methods of its sandbox. */
export const operations = {
  compare,
  copy,
  edit,
  info,
  list,
  makeFolder,
  measure,
  move,
  readMany,
  readMedia,
  readText,
  remove,
  searchFiles,
  searchText,
  tree,
  write,
};

export type FileOperations = typeof operations;
