import { type Call, counted, type Handlers, list, repository, repositoryFor, viewer } from '../http/call.ts';
import { created, ok } from '../http/reply.ts';
import { found, unprocessable } from '../refusal.ts';
import { settle } from '../world/pulls.ts';
import { commitOf } from '../world/refs.ts';
import type { CheckRun, CommitStatus } from '../world/types-work.ts';
import { checkRunView, statusView } from './views/work.ts';
import { repositoryUrl } from './views/repository.ts';
import { view } from './repositories.ts';

const repo = '/repos/{owner}/{repo}';
const states: readonly CommitStatus['state'][] = ['error', 'failure', 'pending', 'success'];

export const checks: Handlers = {
  [`GET ${repo}/commits/{ref}/check-runs`]: (call) => {
    const held = repository(call);
    const { sha } = commitOf(held, call.path.text('ref') ?? '');
    const [name, status] = [call.query.text('check_name'), call.query.text('status')];
    const all = held.checkRuns.filter(
      (one) =>
        one.sha === sha && (name === undefined || one.name === name) && (status === undefined || one.status === status),
    );
    return counted(call, 'check_runs', all, (one) => checkRunView(call.url, one));
  },
  [`POST ${repo}/check-runs`]: (call) => {
    const held = repositoryFor(call, 'push');
    const { body, world } = call;
    const at = world.now();
    const made: CheckRun = world.add({
      kind: 'CheckRun' as const,
      repo: held,
      sha: commitOf(held, body.text('head_sha') ?? '').sha,
      name: body.text('name') ?? '',
      status: 'queued' as const,
      conclusion: null,
      title: null,
      summary: null,
      annotations: [],
      startedAt: at,
      completedAt: null,
    });
    held.checkRuns.push(change(call, made));
    settle(world, held);
    return created(checkRunView(call.url, made));
  },
  [`GET ${repo}/check-runs/{check_run_id}`]: (call) => ok(checkRunView(call.url, checkRun(call))),
  [`PATCH ${repo}/check-runs/{check_run_id}`]: (call) => {
    repositoryFor(call, 'push');
    const changed = change(call, checkRun(call));
    settle(call.world, changed.repo);
    return ok(checkRunView(call.url, changed));
  },
  [`GET ${repo}/check-runs/{check_run_id}/annotations`]: (call) =>
    list(call, checkRun(call).annotations, (one) => ({
      path: one.path,
      start_line: one.startLine,
      end_line: one.endLine,
      start_column: null,
      end_column: null,
      annotation_level: one.level,
      title: one.title,
      message: one.message,
      raw_details: null,
      blob_href: `${repositoryUrl(call.url, repository(call))}/contents/${one.path}`,
    })),
  [`POST ${repo}/check-runs/{check_run_id}/rerequest`]: (call) => {
    repositoryFor(call, 'push');
    Object.assign(checkRun(call), { status: 'queued', conclusion: null, completedAt: null });
    return created({});
  },
  [`GET ${repo}/commits/{ref}/statuses`]: (call) => list(call, statuses(call), (one) => statusView(call.url, one)),
  [`GET ${repo}/commits/{ref}/status`]: (call) => {
    const held = repository(call);
    const { sha } = commitOf(held, call.path.text('ref') ?? '');
    // The newest of each context is what counts.
    const latest = statuses(call).filter(
      (one, index, all) => all.findIndex(({ context }) => context === one.context) === index,
    );
    const has = (...wanted: string[]) => latest.some(({ state }) => wanted.includes(state));
    const state = has('error', 'failure') ? 'failure' : latest.length === 0 || has('pending') ? 'pending' : 'success';
    const own = repositoryUrl(call.url, held);
    const page = list(call, latest, (one) => statusView(call.url, one));
    return {
      ...page,
      data: {
        state,
        statuses: page.data ?? [],
        sha,
        total_count: latest.length,
        repository: view(call, held),
        commit_url: `${own}/commits/${sha}`,
        url: `${own}/commits/${sha}/status`,
      },
    };
  },
  [`POST ${repo}/statuses/{sha}`]: (call) => {
    const held = repositoryFor(call, 'push');
    const { body, world } = call;
    const state = states.find((one) => one === body.text('state'));
    if (state === undefined) throw unprocessable('state is not a valid status');
    const status: CommitStatus = world.add({
      kind: 'Status' as const,
      repo: held,
      sha: commitOf(held, call.path.text('sha') ?? '').sha,
      state,
      context: body.text('context') ?? 'default',
      description: body.text('description') ?? null,
      targetUrl: body.text('target_url') ?? null,
      creator: viewer(call),
      createdAt: world.now(),
    });
    held.statuses.push(status);
    settle(world, held);
    return created(statusView(call.url, status));
  },
};

function statuses(call: Call): CommitStatus[] {
  const held = repository(call);
  const { sha } = commitOf(held, call.path.text('ref') ?? '');
  return held.statuses.filter((one) => one.sha === sha).toReversed();
}

const checkRun = (call: Call): CheckRun =>
  found(repository(call).checkRuns.find(({ id }) => id === call.path.int('check_run_id')));

function change({ body, world }: Call, run: CheckRun): CheckRun {
  const conclusion = body.text('conclusion');
  const status = conclusion === undefined ? body.text('status') : 'completed';
  if (status === 'queued' || status === 'in_progress' || status === 'completed') run.status = status;
  run.name = body.text('name') ?? run.name;
  run.conclusion = conclusion ?? run.conclusion;
  if (run.status === 'completed') run.completedAt ??= world.now();
  const output = body.object('output');
  run.title = output?.text('title') ?? run.title;
  run.summary = output?.text('summary') ?? run.summary;
  for (const one of output?.objects('annotations') ?? [])
    run.annotations.push({
      path: one.text('path') ?? '',
      startLine: one.int('start_line') ?? 1,
      endLine: one.int('end_line') ?? 1,
      level:
        (['notice', 'warning', 'failure'] as const).find((level) => level === one.text('annotation_level')) ?? 'notice',
      message: one.text('message') ?? '',
      title: one.text('title') ?? null,
    });
  return run;
}
