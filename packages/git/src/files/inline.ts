import { assertModules, behindLinks } from './escapes.ts';
import {
  adoptWorktree,
  dropShallow,
  ensureFolders,
  ownFile,
  readState,
  removeLocks,
  replaceIndex,
} from './git-files.ts';
import { hooks } from './hooks.ts';
import { indexPaths } from './index-paths.ts';
import { layout } from './layout.ts';
import { moduleAt } from './modules.ts';
import { referenceStamp } from './reference-stamp.ts';
import { standing } from './standing.ts';
import { ageOf, freshFolder, readBytes, readFiles, removeFolder } from './work-files.ts';

/**
 * Operations that are over in milliseconds for most repositories. They may run in the server's process, which saves a helper of
 * 60 MB. Missing on purpose: walks through folders, and operations that change several files. After its first change an operation
 * here cannot be left to a helper any more, so whatever would have to wait then would fail half way.
 */
export const inlineOperations = {
  adoptWorktree,
  ageOf,
  assertModules,
  behindLinks,
  dropShallow,
  ensureFolders,
  freshFolder,
  hooks,
  indexPaths,
  layout,
  moduleAt,
  ownFile,
  readBytes,
  readFiles,
  readState,
  referenceStamp,
  removeFolder,
  removeLocks,
  replaceIndex,
  standing,
};
