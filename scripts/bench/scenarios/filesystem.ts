/** The scenarios of the filesystem family, and the targets of our server. */
import * as fixture from '../fixtures/filesystem.ts';
import type { Scenario, Target } from '../types.ts';
import { fairness } from './fairness.ts';
import { inFlight } from './in-flight.ts';
import { sequential } from './sequential.ts';

const family = 'filesystem';

function medianAtMost(title: string, atMost: number, against = 'reference'): readonly Target[] {
  return [{ measure: 'median', title, against, atMost }];
}

/** The time to read both ends of a large file, beyond the pipe; the file's size must not matter. */
function aboveFloor(title: string): readonly Target[] {
  return [{ measure: 'above', title: `${title}, ms above the floor`, atMost: 1 }];
}

export const filesystemScenarios: readonly Scenario[] = [
  sequential({
    name: 'read-small',
    family,
    n: 1_000,
    quickN: 500,
    warm: 4_000,
    fixture: fixture.withSmall,
    targets: medianAtMost('read a 2.5 kB file', 0.6),
  }),
  inFlight({
    name: 'read-small-x64',
    family,
    repeats: 'read-small',
    inFlight: 64,
    n: 25_600,
    warm: 12_800,
    fixture: fixture.withSmall,
    targets: [{ measure: 'ops', title: 'reads/s, 64 in flight', against: 'reference', atLeast: 2 }],
  }),
  sequential({
    name: 'read-small-first-50',
    repeats: 'read-small',
    family,
    n: 50,
    fresh: true,
    fixture: fixture.withSmall,
    targets: medianAtMost('read a 2.5 kB file, first 50 calls', 0.9),
  }),
  inFlight({
    name: 'read-small-x64-first',
    family,
    repeats: 'read-small',
    inFlight: 64,
    n: 64,
    fresh: true,
    fixture: fixture.withSmall,
    targets: [{ measure: 'ops', title: 'reads/s, first 64 in flight', against: 'reference', atLeast: 1.2 }],
  }),
  sequential({
    name: 'list-10k',
    family,
    n: 20,
    fixture: fixture.withList,
    targets: medianAtMost('list 10,000 entries', 0.7),
  }),
  sequential({
    name: 'tree-20k',
    family,
    n: 20,
    quickN: 10,
    warm: 12,
    fixture: fixture.withTree,
    targets: medianAtMost('tree of 20,000 files', 0.3),
  }),
  sequential({
    name: 'find-100k',
    family,
    n: 10,
    fixture: fixture.withMany,
    targets: medianAtMost('find names among 100,000 files', 0.05),
  }),
  sequential({
    name: 'grep-100k',
    family,
    n: 10,
    against: 'rg',
    fixture: fixture.withMany,
    targets: medianAtMost('search text in 100,000 files', 3, 'rg'),
  }),
  sequential({
    name: 'edit-1mb',
    family,
    n: 50,
    fixture: fixture.withEditable,
    targets: medianAtMost('edit a line of 1 MB', 0.5),
  }),
  sequential({
    name: 'read-200',
    family,
    n: 100,
    quickN: 40,
    warm: 100,
    fixture: fixture.withMulti,
    targets: medianAtMost('read 200 files', 0.5),
  }),
  sequential({
    name: 'write-small',
    family,
    n: 1_000,
    quickN: 500,
    warm: 1_000,
    fixture: fixture.withWritable,
    targets: medianAtMost('write a 1 kB file', 0.6),
  }),
  sequential({
    name: 'head-200mb',
    family,
    n: 500,
    quickN: 200,
    warm: 1_000,
    above: { server: 'null' },
    fixture: fixture.withMb200,
    targets: aboveFloor('first 100 lines of 200 MB'),
  }),
  sequential({
    name: 'tail-200mb',
    family,
    n: 500,
    quickN: 200,
    warm: 1_000,
    above: { server: 'null' },
    fixture: fixture.withMb200,
    targets: aboveFloor('last 100 lines of 200 MB'),
  }),
  sequential({ name: 'read-10mb', family, n: 10, fixture: fixture.withMb10, targets: [] }),
  fairness({
    name: 'fairness',
    family,
    short: 'read-small',
    async fixture(place) {
      await fixture.withSmall(place);
      await fixture.withMany(place);
    },
  }),
];
