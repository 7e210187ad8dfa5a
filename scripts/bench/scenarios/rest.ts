/** The memory of the whole process tree a minute after the last call, when helpers have ended. */
import { closeLanes, openLanes, type Lane } from '../lanes.ts';
import { operate } from '../operate.ts';
import type { Place } from '../scratch.ts';
import * as filesystem from '../fixtures/filesystem.ts';
import * as git from '../fixtures/git.ts';
import { withGitHub } from '../fixtures/github.ts';
import { withShop } from '../fixtures/sqlite.ts';
import type { Bench, Family, Row, Scenario } from '../types.ts';

/** Longer than a minute, which is when idle helpers end. */
const waitMs = 65_000;
const calls = 20;

/** An everyday call of each family. */
const everyday: Record<Family, { name: string; fixture: (place: Place) => Promise<void> }> = {
  filesystem: { name: 'read-small', fixture: filesystem.withSmall },
  sqlite: { name: 'sqlite-point', fixture: withShop },
  git: { name: 'git-status', fixture: git.withSmall },
  github: { name: 'github-issues', fixture: withGitHub },
};

/** The rows of each family: all of them rest at the same time, because a minute is long. */
const measured = new Map<Family, Promise<readonly Row[]>>();

async function measure(bench: Bench): Promise<readonly Row[]> {
  const family = bench.servers[0]?.family ?? 'filesystem';
  if (!measured.has(family)) {
    const families = [...new Set(bench.all.map((server) => server.family))];
    let calling: Promise<unknown> = Promise.resolve();
    for (const one of families) {
      const called = withResolvers();
      const servers = bench.all.filter((server) => server.family === one);
      // One family after the other makes its calls; then all wait.
      const rows = calling.then(() => restOf(one, { ...bench, servers }, called.resolve));
      measured.set(one, rows);
      rows.catch(called.resolve);
      calling = called.promise;
    }
  }
  return (await measured.get(family)) ?? [];
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** @param called is called when the servers have nothing more to do. */
async function restOf(family: Family, bench: Bench, called: () => void): Promise<readonly Row[]> {
  const servers = bench.servers.filter(({ runtime }) => runtime !== 'binary');
  const { name, fixture } = everyday[family];
  const { lanes, failed } = await openLanes({ ...bench, servers }, name, fixture);
  try {
    const after = new Map<Lane, number | undefined>();
    for (const lane of lanes) {
      try {
        for (let i = 0; i < calls; i++) await operate(lane);
        after.set(lane, lane.session.usage()?.treeRssMb);
      } catch (error) {
        lane.failed = String(error);
      }
    }
    called();
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const rows = lanes.map((lane): Row => {
      const usage = lane.session.usage();
      const cells = { working: after.get(lane), rss: usage?.rssMb, treeRss: usage?.treeRssMb };
      return { server: lane.server, cells, failed: lane.failed };
    });
    return [...rows, ...failed];
  } finally {
    await closeLanes(lanes);
  }
}

export const rest: Scenario = {
  name: 'rest',
  columns: [
    { key: 'working', title: `tree MB after ${calls} calls` },
    { key: 'rss', title: 'RSS MB at rest' },
    { key: 'treeRss', title: 'tree MB at rest' },
  ],
  ratio: { of: 'treeRss' },
  targets: [
    { measure: 'treeRss', title: 'tree at rest', against: 'reference', families: ['filesystem'], atMost: 0.9 },
    { measure: 'working', title: 'tree while reading', against: 'reference', families: ['filesystem'], atMost: 1 },
  ],
  run: measure,
};
