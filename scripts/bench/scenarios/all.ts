/** All scenarios, in the order in which they run. */
import type { Scenario } from '../types.ts';
import { coldStart } from './cold-start.ts';
import { filesystemScenarios } from './filesystem.ts';
import { gitScenarios } from './git.ts';
import { githubScenarios } from './github.ts';
import { installedSize } from './installed-size.ts';
import { npx } from './npx.ts';
import { sqliteScenarios } from './sqlite.ts';

export const scenarios: readonly Scenario[] = [
  coldStart,
  installedSize,
  npx,
  ...filesystemScenarios,
  ...sqliteScenarios,
  ...gitScenarios,
  ...githubScenarios,
];
