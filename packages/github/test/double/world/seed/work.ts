import { endJob, newJob, newRun, newWorkflow } from '../actions.ts';
import { newAdvisory } from '../advisories.ts';
import { newCategory, newDiscussion, newDiscussionComment } from '../discussions.ts';
import { newGist } from '../gists.ts';
import { addItem, newField, newProject, newStatusUpdate, setValue } from '../projects.ts';
import type { Repository, User } from '../types.ts';
import type { World } from '../world.ts';
import { zip } from '../zip.ts';
import type { People } from './index.ts';

/** What happens around the garden's code: builds, releases, alerts, talk, plans. */
export function seedWork(world: World, garden: Repository, people: People): void {
  actions(world, garden, people);
  releases(world, garden, people.octo);
  alerts(world, garden);
  talk(world, garden, people);
  plan(world, garden, people.octo);
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

function alerts(world: World, garden: Repository): void {
  const at = world.now();
  const open = {
    repo: garden,
    number: 1,
    state: 'open' as const,
    reason: null,
    comment: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
  };
  garden.alerts.push(
    world.add({
      ...open,
      kind: 'code-scanning' as const,
      ref: 'refs/heads/main',
      rule: {
        id: 'js/incomplete-sanitization',
        severity: 'error' as const,
        security: 'high',
        description: 'Incomplete string escaping',
      },
      tool: 'CodeQL',
      path: 'src/water.ts',
      line: 4,
      message: 'This does not escape backslashes.',
    }),
    world.add({
      ...open,
      kind: 'secret-scanning' as const,
      secretType: 'weather_api_key',
      secretName: 'Weather API Key',
      secret: 'wk_0123456789abcdef',
      path: 'plan/watering.md',
    }),
    world.add({
      ...open,
      kind: 'dependabot' as const,
      ecosystem: 'npm',
      package: 'seedbag',
      manifest: 'package-lock.json',
      scope: 'runtime' as const,
      severity: 'high' as const,
      ghsa: 'GHSA-2345-6789-cfgh',
      cve: 'CVE-2026-1234',
      summary: 'Seeds leak through a hole',
      vulnerable: '< 1.2.3',
      patched: '1.2.3',
    }),
    world.add({
      ...open,
      kind: 'code-quality' as const,
      rule: 'js/unused-local-variable',
      title: 'Unused variable',
      path: 'src/season.ts',
      line: 1,
    }),
  );
  newAdvisory(world, {
    repo: garden,
    summary: 'Watering can be tricked',
    severity: 'medium',
    ecosystem: 'npm',
    package: 'garden',
  });
  newAdvisory(world, {
    repo: garden,
    summary: 'A draft nobody else sees',
    severity: 'low',
    ecosystem: 'npm',
    package: 'garden',
    state: 'draft',
  });
  newAdvisory(world, {
    repo: null,
    summary: 'Seeds leak through a hole',
    severity: 'high',
    ecosystem: 'npm',
    package: 'seedbag',
    cve: 'CVE-2026-1234',
    ghsa: 'GHSA-2345-6789-cfgh',
  });
  newAdvisory(world, {
    repo: null,
    summary: 'Rake left in the grass',
    severity: 'critical',
    ecosystem: 'pip',
    package: 'rake',
    cwes: ['CWE-79'],
  });
}

function talk(world: World, garden: Repository, { octo, mona, stranger }: People): void {
  newCategory(world, garden, 'Announcements', ':mega:', false);
  const general = newCategory(world, garden, 'General', ':speech_balloon:', false);
  const help = newCategory(world, garden, 'Q&A', ':pray:', true);
  const question = newDiscussion(world, help, stranger, 'How deep do I plant peas?', 'Mine never come up.');
  const answer = newDiscussionComment(world, question, mona, 'Five centimetres.', null);
  newDiscussionComment(world, question, stranger, 'Thank you!', answer);
  newDiscussionComment(world, question, null, 'Deeper in sand.', null);
  newDiscussion(world, general, octo, 'What do you grow this year?', 'Radish, pea and tomato here.');
}

function plan(world: World, garden: Repository, octo: User): void {
  const project = newProject(world, octo, octo, 'Season plan');
  project.shortDescription = 'What is next in the garden.';
  const effort = newField(world, project, 'Effort', 'NUMBER');
  const status = project.fields.find(({ name }) => name === 'Status');
  for (const issue of garden.issues.slice(0, 2)) {
    const item = addItem(world, project, issue, octo);
    setValue(world, item, effort, issue.number * 2);
    if (status?.options[0] !== undefined) setValue(world, item, status, status.options[0].id);
  }
  newStatusUpdate(world, project, octo, {
    body: 'Sowing is done.',
    status: 'ON_TRACK',
    startDate: '2026-06-01',
    targetDate: '2026-07-01',
  });
}
