import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { listed } from '../../present/listed.ts';
import { jobPage, runPage } from '../../present/run.ts';
import { byteCount, facts, known, plain, quoted } from '../../present/text.ts';
import { numberOf } from './lists.ts';

export const actionsGetMethods = [
  'get_workflow',
  'get_workflow_run',
  'get_workflow_job',
  'download_workflow_run_artifact',
  'get_workflow_run_usage',
  'get_workflow_run_logs_url',
  'get_check_run_annotations',
] as const;

interface Asked {
  at: { owner: string; repo: string };
  id: string;
  paged: { page?: number | undefined; perPage?: number | undefined };
  paging: { page: number; per_page: number };
}

export const actionsGets: Record<
  (typeof actionsGetMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async get_workflow({ at, id }, github, call) {
    const {
      data: { name, path, state, html_url, id: number },
    } = await github.rest.actions.getWorkflow({ ...at, workflow_id: id }, call);
    return facts([`workflow ${plain(name)} ${known(state)}`, plain(path), `id ${known(number)}`, html_url]);
  },
  async get_workflow_run({ at, id }, github, call) {
    return runPage((await github.rest.actions.getWorkflowRun({ ...at, run_id: numberOf(id, 'a run') }, call)).data);
  },
  async get_workflow_job({ at, id }, github, call) {
    return jobPage(
      (await github.rest.actions.getJobForWorkflowRun({ ...at, job_id: numberOf(id, 'a job') }, call)).data,
    );
  },
  async download_workflow_run_artifact({ at, id }, github, call) {
    const { data: artifact } = await github.rest.actions.getArtifact(
      { ...at, artifact_id: numberOf(id, 'an artifact') },
      call,
    );
    const { name, size_in_bytes, expired } = artifact;
    return facts([
      `artifact ${plain(name)}`,
      byteCount(size_in_bytes),
      expired
        ? 'expired: it can no longer be downloaded'
        : `a zip, for signed-in users, at ${github.host.web}/${at.owner}/${at.repo}/actions/runs/${artifact.workflow_run?.id ?? ''}/artifacts/${known(artifact.id)}`,
    ]);
  },
  async get_workflow_run_usage({ at, id }, github, call) {
    const {
      data: { billable, run_duration_ms = 0 },
    } = await github.rest.actions.getWorkflowRunUsage({ ...at, run_id: numberOf(id, 'a run') }, call);
    const systems = Object.entries<{ total_ms?: number; jobs?: number } | null>(billable ?? {}).map(
      ([system, used]) => `${system} ${Math.round((used?.total_ms ?? 0) / 1000)} s in ${used?.jobs ?? 0} jobs`,
    );
    return facts([
      `run ${id} took ${Math.round(run_duration_ms / 1000)} s`,
      systems.length > 0 && `billable: ${systems.join(', ')}`,
    ]);
  },
  async get_workflow_run_logs_url({ at, id }, github, call) {
    const { data: run } = await github.rest.actions.getWorkflowRun({ ...at, run_id: numberOf(id, 'a run') }, call);
    return `logs of run ${known(run.id)}, a zip, for signed-in users: ${known(run.html_url)}; in text: get_job_logs with run_id`;
  },
  async get_check_run_annotations({ at, id, paged, paging }, github, call) {
    const asked = { ...at, check_run_id: numberOf(id, 'a check run'), ...paging };
    const { data: items, ...page } = await github.rest.checks.listAnnotations(asked, call);
    return listed(
      {
        items,
        ...page,
        ...paged,
        one: 'annotation',
        line: ({ path, start_line, end_line, annotation_level, title, message }) =>
          facts([
            `${annotation_level ? `${annotation_level} ` : ''}${plain(path)}:${known(start_line)}${end_line === start_line ? '' : `-${known(end_line)}`}`,
            title && quoted(title),
            message && quoted(message),
          ]),
      },
      call.budget,
    );
  },
};
