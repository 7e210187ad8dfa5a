import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useAct } from '../lib/act.tsx';
import type { ViewProps } from '../lib/page.tsx';
import type { ListData } from './board.tsx';

interface Job {
  id: number | string;
  name: string;
  state: string;
  failedStep?: string;
}

interface Run {
  id: number | string;
  name: string;
  number: number;
  title: string;
  state: string;
  branch: string;
}

/** Workflow runs; one opens with its jobs. */
export function RunsView({ data, input, host }: ViewProps<ListData<Run>>): VNode {
  const [open, setOpen] = useState<{ run: Run; jobs: ListData<Job> }>();
  const [status, setStatus] = useState('');
  const { owner, repo } = input;
  const show = async (run: Run) => {
    const answer = await host.call('actions_list', {
      owner,
      repo,
      method: 'list_workflow_jobs',
      resource_id: String(run.id),
    });
    if (answer.data === undefined) return setStatus(answer.text);
    setOpen({ run, jobs: answer.data as unknown as ListData<Job> });
  };
  return (
    <>
      <h1>
        {data.items.length} {data.items.length === 1 ? 'run' : 'runs'}
      </h1>
      <p class="note" role="status">
        {status}
      </p>
      <table>
        <thead>
          <tr>
            {['Result', 'Workflow', 'Commit', 'Branch'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.items.map((run) => (
            <tr key={String(run.id)}>
              <td class={lookOf(run.state)}>{run.state}</td>
              <td>
                <button type="button" onClick={() => void show(run)}>
                  {run.name} #{run.number}
                </button>
              </td>
              <td>{run.title}</td>
              <td>{run.branch}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {open !== undefined && (
        <JobsView
          key={String(open.run.id)}
          data={open.jobs}
          input={{ owner, repo, resource_id: String(open.run.id) }}
          tool="actions_list"
          host={host}
        />
      )}
    </>
  );
}

/** The jobs of a run, the log of one, and the button that runs what failed again. */
export function JobsView({ data, input, host }: ViewProps<ListData<Job>>): VNode {
  const [log, setLog] = useState<{ job: Job; text: string; isError: boolean }>();
  const [status, setStatus] = useState('');
  const { act, consent } = useAct(host);
  const { owner, repo, resource_id: run } = input;
  const failed = data.items.filter(({ state }) => isFailure(state));
  const read = async (job: Job) => {
    setStatus(`Reading the log of ${job.name} …`);
    const answer = await host.call('get_job_logs', { owner, repo, job_id: Number(job.id) });
    setStatus('');
    setLog({ job, text: answer.text, isError: answer.isError });
  };
  const rerun = async () => {
    const answer = await act('actions_run_trigger', {
      owner,
      repo,
      method: 'rerun_failed_jobs',
      run_id: Number(run),
    });
    setStatus(answer.text.split('\n')[0] ?? '');
  };
  return (
    <>
      <h2>
        Run {String(run)}: {data.items.length} {data.items.length === 1 ? 'job' : 'jobs'}, {failed.length} failed
      </h2>
      <div class="bar">
        {failed.length > 0 && (
          <button type="button" class="main" onClick={() => void rerun()}>
            Run failed jobs again
          </button>
        )}
        <span class="note" role="status">
          {status}
        </span>
      </div>
      {consent}
      {data.items.map((job) => (
        <div key={String(job.id)} class="card">
          <span class={lookOf(job.state)}>{job.state}</span> <strong>{job.name}</strong>{' '}
          {job.failedStep !== undefined && <span class="note">at {job.failedStep} </span>}
          <button type="button" onClick={() => void read(job)}>
            Log
          </button>
        </div>
      ))}
      <div aria-live="polite">
        {log !== undefined && (
          <>
            <h2>Log of {log.job.name}</h2>
            <div class="scroll" tabIndex={0} role="region" aria-label={`Log of ${log.job.name}`}>
              <pre class={log.isError ? 'error' : ''}>{log.text}</pre>
            </div>
          </>
        )}
      </div>
    </>
  );
}

const isFailure = (state: string): boolean => ['failure', 'timed_out', 'startup_failure', 'cancelled'].includes(state);
const lookOf = (state: string): string => (isFailure(state) ? 'minus' : state === 'success' ? 'plus' : 'note');
