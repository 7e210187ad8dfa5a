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

/** The scenarios of the table in docs/performance.md: under ten minutes in all with `--quick`. */
export const tableScenarios: ReadonlySet<Scenario> = new Set(
  scenarios.filter(({ name }) =>
    [
      'cold-start',
      'first-read',
      'four-at-once',
      'rest',
      'npx',
      'read-small',
      'read-small-x64',
      'read-small-first-50',
      'read-small-x64-first',
      'write-small',
      'read-200',
      'head-200mb',
      'tail-200mb',
      'tree-20k',
      'http-small-read',
      'sqlite-point',
    ].includes(name),
  ),
);
