import { endJob, newJob, newRun, newWorkflow } from '../actions.ts';
import { newGist } from '../gists.ts';
import type { Repository, User } from '../types.ts';
import type { World } from '../world.ts';
import { zip } from '../zip.ts';
import { seedAlerts, seedPlan, seedTalk } from './around.ts';
import type { People } from './index.ts';

/** Adds builds, releases, alerts, discussions and plans to the garden. */
export function seedWork(world: World, garden: Repository, people: People): void {
  actions(world, garden, people);
  releases(world, garden, people.octo);
  seedAlerts(world, garden);
  seedTalk(world, garden, people);
  seedPlan(world, garden, people.octo);
  const { octo, mona } = people;
  newGist(world, octo, 'When to sow what', true, new Map([['sowing.md', '# Sowing\n\n- pea: March\n']]));
  newGist(world, octo, 'Only for me', false, new Map([['list.txt', 'string, pegs, patience\n']]));
  for (const [number, reason, unread] of [
    [1, 'assign', true],
    [4, 'review_requested', true],
    [3, 'author', false],
  ] as const) {
    const issue = garden.issues.find((one) => one.number === number);
    world.notifications.push(
      world.add({
        kind: 'Notification' as const,
        to: octo,
        repo: garden,
        reason,
        subject: {
          type: issue?.pull ? ('PullRequest' as const) : ('Issue' as const),
          title: issue?.title ?? '',
          path: `${issue?.pull ? 'pulls' : 'issues'}/${number}`,
        },
        unread,
        done: false,
        subscription: null,
        updatedAt: world.now(),
        lastReadAt: unread ? null : world.now(),
      }),
    );
  }
  garden.watchers.set(mona, 'subscribed');
}

function actions(world: World, garden: Repository, { octo, mona }: People): void {
  const test = newWorkflow(world, garden, 'Test', '.github/workflows/test.yml');
  newWorkflow(world, garden, 'Publish', '.github/workflows/publish.yml');
  const main = garden.refs.get('refs/heads/main') ?? '';
  const rain = garden.refs.get('refs/heads/rain') ?? '';
  const good = newRun(world, test, { event: 'push', branch: 'main', sha: main, actor: octo, title: 'Water by season' });
  endJob(world, newJob(world, good, 'test', log(['npm test', 'ok 12 tests'])), 'success');
  good.artifacts.push(
    world.add({
      kind: 'Artifact' as const,
      run: good,
      name: 'coverage',
      bytes: zip({ 'coverage.txt': '92 %\n' }),
      expired: false,
      createdAt: world.now(),
    }),
  );
  const bad = newRun(world, test, {
    event: 'pull_request',
    branch: 'rain',
    sha: rain,
    actor: mona,
    title: 'Skip watering when it rains',
  });
  endJob(
    world,
    newJob(
      world,
      bad,
      'test',
      log(['npm test', 'not ok 3 - litres() never goes below zero', '##[error]Process completed with exit code 1.']),
    ),
    'failure',
  );
  endJob(world, newJob(world, bad, 'lint', log(['npm run lint', 'clean'])), 'success');

  const at = world.now();
  const check = {
    kind: 'CheckRun' as const,
    repo: garden,
    sha: rain,
    status: 'completed' as const,
    startedAt: at,
    completedAt: at,
  };
  garden.checkRuns.push(
    world.add({ ...check, name: 'lint', conclusion: 'success', title: null, summary: null, annotations: [] }),
    world.add({
      ...check,
      name: 'test',
      conclusion: 'failure',
      title: '1 of 12 tests failed',
      summary: 'litres() never goes below zero',
      annotations: [
        {
          path: 'src/water.ts',
          startLine: 4,
          endLine: 4,
          level: 'failure' as const,
          title: 'Wrong result',
          message: 'expected 0, got -3',
        },
      ],
    }),
  );
  garden.statuses.push(
    world.add({
      kind: 'Status' as const,
      repo: garden,
      sha: rain,
      state: 'success' as const,
      context: 'ci/weather',
      description: 'It will rain.',
      targetUrl: 'https://ci.example.com/1',
      creator: mona,
      createdAt: at,
    }),
  );
}

/** A log as runners write it: a moment before each line. */
const log = (lines: string[]): string =>
  lines.map((line, index) => `2026-06-01T08:00:${String(index).padStart(2, '0')}.0000000Z ${line}\n`).join('');

function releases(world: World, garden: Repository, octo: User): void {
  for (const [tag, name, draft, prerelease] of [
    ['v0.1.0', 'First season', false, false],
    ['v0.2.0-beta.1', 'Rain ahead', false, true],
    ['v0.2.0', 'Rain', true, false],
  ] as const) {
    const at = world.now();
    const release = world.add({
      kind: 'Release' as const,
      repo: garden,
      tag,
      target: 'main',
      name,
      body: `What grew in ${name.toLowerCase()}.`,
      draft,
      prerelease,
      author: octo,
      assets: [],
      createdAt: at,
      publishedAt: draft ? null : at,
    });
    garden.releases.push(release);
    if (prerelease) garden.refs.set(`refs/tags/${tag}`, garden.refs.get('refs/heads/main') ?? '');
  }
  const [first] = garden.releases;
  if (first === undefined) return;
  const at = world.now();
  first.assets.push(
    world.add({
      kind: 'ReleaseAsset' as const,
      release: first,
      name: 'planner.zip',
      label: null,
      contentType: 'application/zip',
      bytes: zip({ 'planner.txt': 'grow\n' }),
      uploader: octo,
      downloads: 7,
      createdAt: at,
      updatedAt: at,
    }),
  );
}
