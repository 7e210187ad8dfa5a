import type { Repository, User } from './types.ts';
import type { Job, Run, Workflow } from './types-work.ts';
import type { World } from './world.ts';

export function newWorkflow(world: World, repo: Repository, name: string, path: string): Workflow {
  const at = world.now();
  const workflow: Workflow = world.add({
    kind: 'Workflow' as const,
    repo,
    name,
    path,
    state: 'active' as const,
    createdAt: at,
    updatedAt: at,
  });
  repo.workflows.push(workflow);
  return workflow;
}

export function newRun(
  world: World,
  workflow: Workflow,
  about: { event: string; branch: string; sha: string; actor: User; title: string },
): Run {
  const at = world.now();
  const { repo } = workflow;
  const run: Run = world.add({
    kind: 'WorkflowRun' as const,
    workflow,
    number: repo.runs.filter((one) => one.workflow === workflow).length + 1,
    attempt: 1,
    status: 'queued' as const,
    conclusion: null,
    jobs: [],
    artifacts: [],
    logs: true,
    createdAt: at,
    updatedAt: at,
    ...about,
  });
  repo.runs.push(run);
  return run;
}

export function newJob(world: World, run: Run, name: string, log: string): Job {
  const job: Job = world.add({
    kind: 'WorkflowJob' as const,
    run,
    name,
    status: 'queued' as const,
    conclusion: null,
    steps: ['Set up job', 'Run npm test', 'Complete job'].map((step) => ({
      name: step,
      status: 'queued' as const,
      conclusion: null,
    })),
    log,
    startedAt: world.now(),
    completedAt: null,
  });
  run.jobs.push(job);
  return job;
}

/** Ends a job; the run ends with its last one. */
export function endJob(world: World, job: Job, conclusion: 'success' | 'failure' | 'cancelled'): void {
  const failing = job.steps[1];
  job.status = 'completed';
  job.conclusion = conclusion;
  job.completedAt = world.now();
  for (const step of job.steps)
    Object.assign(step, { status: 'completed', conclusion: step === failing ? conclusion : 'success' });
  const { run } = job;
  run.updatedAt = world.now();
  if (run.jobs.some(({ status }) => status !== 'completed')) return;
  run.status = 'completed';
  run.conclusion =
    (['failure', 'cancelled'] as const).find((one) => run.jobs.some((held) => held.conclusion === one)) ?? 'success';
}

export function cancelRun(world: World, run: Run): void {
  for (const job of run.jobs) if (job.status !== 'completed') endJob(world, job, 'cancelled');
  run.status = 'completed';
  run.conclusion = 'cancelled';
  run.updatedAt = world.now();
}

export function rerun(world: World, run: Run, which: (job: Job) => boolean): void {
  run.attempt++;
  run.status = 'queued';
  run.conclusion = null;
  run.logs = true;
  run.updatedAt = world.now();
  for (const job of run.jobs.filter(which)) {
    Object.assign(job, { status: 'queued', conclusion: null, completedAt: null, startedAt: world.now() });
    for (const step of job.steps) Object.assign(step, { status: 'queued', conclusion: null });
  }
}
