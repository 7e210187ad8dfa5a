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

async function measure(bench: Bench): Promise<readonly Row[]> {
  const family = bench.servers[0]?.family ?? 'filesystem';
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
