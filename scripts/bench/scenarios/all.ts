/** All scenarios, in the order in which they run. */
import type { Scenario } from '../types.ts';
import { coldStart } from './cold-start.ts';
import { firstRead } from './first-read.ts';
import { fourAtOnce } from './four-at-once.ts';
import { httpSmallRead } from './http-small-read.ts';
import { rest } from './rest.ts';
import { filesystemScenarios } from './filesystem.ts';
import { gitScenarios } from './git.ts';
import { githubScenarios } from './github.ts';
import { installedSize } from './installed-size.ts';
import { npx } from './npx.ts';
import { sqliteScenarios } from './sqlite.ts';

export const scenarios: readonly Scenario[] = [
  coldStart,
  firstRead,
  fourAtOnce,
  rest,
  installedSize,
  npx,
  ...filesystemScenarios,
  httpSmallRead,
  ...sqliteScenarios,
  ...gitScenarios,
  ...githubScenarios,
];
