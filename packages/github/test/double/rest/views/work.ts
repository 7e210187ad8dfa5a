import type { JsonObject } from '../../json.ts';
import type { Artifact, CheckRun, CommitStatus, Job, Run, Workflow } from '../../world/types-work.ts';
import { userView } from './accounts.ts';
import { repositoryHtml, repositoryUrl, repositoryView } from './repository.ts';

export function workflowView(url: string, workflow: Workflow): JsonObject {
  const { repo } = workflow;
  const file = workflow.path.split('/').at(-1) ?? '';
  return {
    id: workflow.id,
    node_id: workflow.nodeId,
    name: workflow.name,
    path: workflow.path,
    state: workflow.state,
    created_at: workflow.createdAt,
    updated_at: workflow.updatedAt,
    url: `${repositoryUrl(url, repo)}/actions/workflows/${workflow.id}`,
    html_url: `${repositoryHtml(repo)}/blob/${repo.defaultBranch}/${workflow.path}`,
    badge_url: `${repositoryHtml(repo)}/actions/workflows/${file}/badge.svg`,
  };
}

export function runView(url: string, run: Run): JsonObject {
  const { repo } = run.workflow;
  const own = `${repositoryUrl(url, repo)}/actions/runs/${run.id}`;
  const commit = repo.objects.findCommit(run.sha);
  return {
    id: run.id,
    node_id: run.nodeId,
    name: run.workflow.name,
    display_title: run.title,
    path: run.workflow.path,
    check_suite_id: run.id + 1,
    check_suite_node_id: `CS_${run.id}`,
    head_branch: run.branch,
    head_sha: run.sha,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow.id,
    url: own,
    html_url: `${repositoryHtml(repo)}/actions/runs/${run.id}`,
    jobs_url: `${own}/jobs`,
    logs_url: `${own}/logs`,
    check_suite_url: `${repositoryUrl(url, repo)}/check-suites/${run.id + 1}`,
    artifacts_url: `${own}/artifacts`,
    cancel_url: `${own}/cancel`,
    rerun_url: `${own}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${own}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${repositoryUrl(url, repo)}/actions/workflows/${run.workflow.id}`,
    pull_requests: [],
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.createdAt,
    actor: userView(url, run.actor),
    triggering_actor: userView(url, run.actor),
    head_commit: commit
      ? {
          id: commit.sha,
          tree_id: commit.tree,
          message: commit.message,
          timestamp: commit.committer.date,
          author: { name: commit.author.name, email: commit.author.email },
          committer: { name: commit.committer.name, email: commit.committer.email },
        }
      : null,
    repository: repositoryView(url, repo, null),
    head_repository: repositoryView(url, repo, null),
    referenced_workflows: [],
  };
}

export function jobView(url: string, job: Job): JsonObject {
  const { run } = job;
  const { repo } = run.workflow;
  const own = repositoryUrl(url, repo);
  return {
    id: job.id,
    node_id: job.nodeId,
    run_id: run.id,
    run_url: `${own}/actions/runs/${run.id}`,
    run_attempt: run.attempt,
    workflow_name: run.workflow.name,
    head_branch: run.branch,
    head_sha: run.sha,
    url: `${own}/actions/jobs/${job.id}`,
    html_url: `${repositoryHtml(repo)}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: run.createdAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step, index) => ({
      ...step,
      number: index + 1,
      started_at: job.startedAt,
      completed_at: job.completedAt,
    })),
    check_run_url: `${own}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: 1,
    runner_name: 'GitHub Actions 1',
    runner_group_id: 1,
    runner_group_name: 'GitHub Actions',
  };
}

export function artifactView(url: string, artifact: Artifact): JsonObject {
  const { run } = artifact;
  const { repo } = run.workflow;
  const own = `${repositoryUrl(url, repo)}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: artifact.nodeId,
    name: artifact.name,
    size_in_bytes: artifact.bytes.length,
    url: own,
    archive_download_url: `${own}/zip`,
    expired: artifact.expired,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: new Date(Date.parse(artifact.createdAt) + 90 * 86_400_000).toISOString().replace('.000', ''),
    workflow_run: {
      id: run.id,
      repository_id: repo.id,
      head_repository_id: repo.id,
      head_branch: run.branch,
      head_sha: run.sha,
    },
  };
}

export function checkRunView(url: string, run: CheckRun): JsonObject {
  const own = `${repositoryUrl(url, run.repo)}/check-runs/${run.id}`;
  const html = `${repositoryHtml(run.repo)}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: run.nodeId,
    name: run.name,
    head_sha: run.sha,
    external_id: '',
    url: own,
    html_url: html,
    details_url: html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: null,
      annotations_count: run.annotations.length,
      annotations_url: `${own}/annotations`,
    },
    check_suite: { id: run.id + 1 },
    app: null,
    pull_requests: [],
  };
}

export function statusView(url: string, status: CommitStatus): JsonObject {
  return {
    id: status.id,
    node_id: status.nodeId,
    url: `${repositoryUrl(url, status.repo)}/statuses/${status.sha}`,
    avatar_url: null,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: userView(url, status.creator),
  };
}
