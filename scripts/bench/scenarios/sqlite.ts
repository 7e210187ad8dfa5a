/** The scenarios of the SQLite family, and the targets of our server. */
import * as fixture from '../fixtures/sqlite.ts';
import type { Scenario } from '../types.ts';
import { fairness } from './fairness.ts';
import { sequential } from './sequential.ts';

const family = 'sqlite';

export const sqliteScenarios: readonly Scenario[] = [
  sequential({
    name: 'sqlite-point',
    family,
    n: 500,
    quickN: 500,
    warm: 4_000,
    fixture: fixture.withShop,
    targets: [
      { measure: 'median', title: 'select one row by key', against: 'reference', atMost: 1.5 },
      { measure: 'treeRss', title: 'RSS of the server and its processes, MB', atMost: 130 },
    ],
  }),
  sequential({
    name: 'sqlite-fetch',
    family,
    n: 100,
    fixture: fixture.withShop,
    targets: [{ measure: 'median', title: '1,000 rows of 10 columns', against: 'fastest', atMost: 1 }],
  }),
  sequential({
    name: 'sqlite-aggregate',
    family,
    n: 10,
    against: 'null-sqlite',
    fixture: fixture.withShop,
    targets: [{ measure: 'median', title: 'aggregate over 1,000,000 rows', against: 'null-sqlite', atMost: 1.05 }],
  }),
  sequential({
    name: 'sqlite-import',
    family,
    n: 5,
    against: 'sqlite3',
    fixture: fixture.withCsv,
    targets: [{ measure: 'median', title: 'import 100,000 rows of CSV', against: 'sqlite3', atMost: 2.5 }],
  }),
  fairness({
    name: 'sqlite-fairness',
    family,
    short: 'sqlite-point',
    fixture: fixture.withShop,
    targets: [{ measure: 'p99', title: 'a row while a query runs for seconds, ms', atMost: 20 }],
  }),
];
