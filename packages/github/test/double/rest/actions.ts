import { type Call, counted, type Handlers, repository, repositoryFor, viewer } from '../http/call.ts';
import { created, noContent, ok, redirect, type Reply } from '../http/reply.ts';
import { conflict, forbidden, found, Refusal, unprocessable } from '../refusal.ts';
import { cancelRun, newRun, rerun } from '../world/actions.ts';
import { resolve } from '../world/refs.ts';
import type { Artifact, Job, Run, Workflow } from '../world/types-work.ts';
import { artifactView, jobView, runView, workflowView } from './views/work.ts';

const actions = '/repos/{owner}/{repo}/actions';
const one = `${actions}/runs/{run_id}`;

export const workflows: Handlers = {
  [`GET ${actions}/workflows`]: (call) =>
    counted(call, 'workflows', repository(call).workflows, (held) => workflowView(call.url, held)),
  [`GET ${actions}/workflows/{workflow_id}`]: (call) => ok(workflowView(call.url, workflow(call))),
  [`PUT ${actions}/workflows/{workflow_id}/enable`]: (call) => state(call, 'active'),
  [`PUT ${actions}/workflows/{workflow_id}/disable`]: (call) => state(call, 'disabled_manually'),
  [`GET ${actions}/workflows/{workflow_id}/runs`]: (call) => {
    const held = workflow(call);
    return runs(
      call,
      held.repo.runs.filter((run) => run.workflow === held),
    );
  },
  [`POST ${actions}/workflows/{workflow_id}/dispatches`]: (call) => {
    repositoryFor(call, 'push');
    const held = workflow(call);
    const ref = call.body.text('ref') ?? '';
    const commit = resolve(held.repo, ref);
    if (commit === undefined) throw unprocessable(`No ref found for: ${ref}`);
    if (held.state !== 'active') throw unprocessable("Cannot trigger a 'workflow_dispatch' on a disabled workflow");
    const run = newRun(call.world, held, {
      event: 'workflow_dispatch',
      branch: ref.replace(/^refs\/heads\//, ''),
      sha: commit.sha,
      actor: viewer(call),
      title: held.name,
    });
    if (call.body.flag('return_run_details') !== true) return noContent();
    const { url, html_url } = runView(call.url, run);
    return ok({ workflow_run_id: run.id, run_url: url, html_url });
  },
};

export const workflowRuns: Handlers = {
  [`GET ${actions}/runs`]: (call) => runs(call, repository(call).runs),
  [`GET ${one}`]: (call) => ok(runView(call.url, run(call))),
  [`DELETE ${one}`]: (call) => {
    const gone = changing(call);
    const { repo } = gone.workflow;
    repo.runs = repo.runs.filter((held) => held !== gone);
    return noContent();
  },
  [`POST ${one}/cancel`]: (call) => {
    const held = changing(call);
    if (held.status === 'completed') throw conflict('Cannot cancel a workflow run that is completed.');
    cancelRun(call.world, held);
    return { status: 202, data: {} };
  },
  [`POST ${one}/rerun`]: (call) => {
    rerun(call.world, completed(call), () => true);
    return created({});
  },
  [`POST ${one}/rerun-failed-jobs`]: (call) => {
    const held = completed(call);
    if (held.conclusion === 'success')
      throw forbidden('The workflow run containing this job has no failed jobs to rerun');
    rerun(call.world, held, (job) => job.conclusion !== 'success');
    return created({});
  },
  [`GET ${one}/jobs`]: (call) => counted(call, 'jobs', run(call).jobs, (job) => jobView(call.url, job)),
  [`GET ${one}/artifacts`]: (call) => {
    const name = call.query.text('name');
    const all = run(call).artifacts.filter((held) => name === undefined || held.name === name);
    return counted(call, 'artifacts', all, (held) => artifactView(call.url, held));
  },
  [`GET ${one}/timing`]: (call) => {
    const { jobs } = run(call);
    return ok({
      billable: {
        UBUNTU: {
          total_ms: 60_000,
          jobs: jobs.length,
          job_runs: jobs.map(({ id }) => ({ job_id: id, duration_ms: 30_000 })),
        },
      },
      run_duration_ms: 60_000,
    });
  },
  [`GET ${one}/logs`]: (call) => {
    const held = run(call);
    if (!held.logs) throw new Refusal(410, 'Logs are gone');
    return redirect(`${call.url}/files/run-logs/${held.id}?sig=a`);
  },
  [`DELETE ${one}/logs`]: (call) => {
    changing(call).logs = false;
    return noContent();
  },
  [`GET ${actions}/jobs/{job_id}`]: (call) => ok(jobView(call.url, job(call))),
  [`GET ${actions}/jobs/{job_id}/logs`]: (call) => {
    const held = job(call);
    if (!held.run.logs) throw new Refusal(410, 'Logs are gone');
    return redirect(`${call.url}/files/logs/${held.id}?sig=a`);
  },
  [`POST ${actions}/jobs/{job_id}/rerun`]: (call) => {
    repositoryFor(call, 'push');
    const held = job(call);
    rerun(call.world, held.run, (other) => other === held);
    return created({});
  },
  [`GET ${actions}/artifacts`]: (call) =>
    counted(call, 'artifacts', artifacts(call), (held) => artifactView(call.url, held)),
  [`GET ${actions}/artifacts/{artifact_id}`]: (call) => ok(artifactView(call.url, artifact(call))),
  [`DELETE ${actions}/artifacts/{artifact_id}`]: (call) => {
    repositoryFor(call, 'push');
    const gone = artifact(call);
    gone.run.artifacts = gone.run.artifacts.filter((held) => held !== gone);
    return noContent();
  },
  [`GET ${actions}/artifacts/{artifact_id}/{archive_format}`]: (call) => {
    const held = artifact(call);
    if (call.path.text('archive_format') !== 'zip') throw unprocessable('Only zip is an archive format');
    if (held.expired) throw new Refusal(410, 'Artifact has expired');
    return redirect(`${call.url}/files/artifacts/${held.id}?sig=a`);
  },
};

function workflow(call: Call): Workflow {
  const id = call.path.text('workflow_id') ?? String(call.path.int('workflow_id'));
  return found(repository(call).workflows.find((held) => String(held.id) === id || held.path.split('/').at(-1) === id));
}

function state(call: Call, wanted: Workflow['state']): Reply {
  repositoryFor(call, 'push');
  workflow(call).state = wanted;
  return noContent();
}

function runs(call: Call, all: Run[]): Reply {
  const { query } = call;
  const status = query.text('status');
  const wanted = all.filter(
    (held) =>
      (status === undefined || held.status === status || held.conclusion === status) &&
      (!query.has('branch') || held.branch === query.text('branch')) &&
      (!query.has('event') || held.event === query.text('event')) &&
      (!query.has('actor') || held.actor.login === query.text('actor')) &&
      (!query.has('head_sha') || held.sha === query.text('head_sha')),
  );
  return counted(call, 'workflow_runs', wanted.toReversed(), (held) => runView(call.url, held));
}

const run = (call: Call): Run => found(repository(call).runs.find(({ id }) => id === call.path.int('run_id')));

function changing(call: Call): Run {
  repositoryFor(call, 'push');
  return run(call);
}

function completed(call: Call): Run {
  const held = changing(call);
  if (held.status !== 'completed') throw forbidden('This workflow is already running');
  return held;
}

const job = (call: Call): Job =>
  found(
    repository(call)
      .runs.flatMap(({ jobs }) => jobs)
      .find(({ id }) => id === call.path.int('job_id')),
  );
const artifacts = (call: Call): Artifact[] => repository(call).runs.flatMap((held) => held.artifacts);
const artifact = (call: Call): Artifact => found(artifacts(call).find(({ id }) => id === call.path.int('artifact_id')));
