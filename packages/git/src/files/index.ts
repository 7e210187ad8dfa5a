import { ageOf, freshFolder, readBytes, readFiles, removeFolder, writeFiles } from './work-files.ts';
import {
  adoptWorktree,
  dropShallow,
  ensureFolders,
  ownFile,
  readState,
  removeLocks,
  replaceIndex,
  shareSparse,
  writeState,
} from './git-files.ts';
import { assertModules, behindLinks } from './escapes.ts';
import { hooks, reachedFiles } from './hooks.ts';
import { indexPaths } from './index-paths.ts';
import { layout } from './layout.ts';
import { sendContents } from './lfs-contents.ts';
import { noReferenceStamp } from './reference-stamp.ts';
import { repositoriesIn } from './repositories.ts';
import { standing } from './standing.ts';
import { connectModule, moduleAt } from './modules.ts';

/** All that the helper process can do; the server's process sees it as the methods of its sandbox. */
export const operations = {
  adoptWorktree,
  assertModules,
  behindLinks,
  connectModule,
  dropShallow,
  ensureFolders,
  ageOf,
  freshFolder,
  hooks,
  indexPaths,
  layout,
  moduleAt,
  ownFile,
  reachedFiles,
  readBytes,
  readFiles,
  readState,
  referenceStamp: noReferenceStamp,
  removeFolder,
  removeLocks,
  replaceIndex,
  sendContents,
  shareSparse,
  repositoriesIn,
  standing,
  writeFiles,
  writeState,
};

export type GitOperations = typeof operations;
