import { hooks } from './hooks.ts';
import { indexPaths } from './index-paths.ts';
import { layout } from './layout.ts';
import { moduleAt } from './modules.ts';
import { readState } from './git-files.ts';
import { ageOf, readBytes, readFiles } from './work-files.ts';

/** Operations that only read and are over in milliseconds for most repositories. They may run in the server's process. */
export const inlineOperations = { ageOf, hooks, indexPaths, layout, moduleAt, readBytes, readFiles, readState };
