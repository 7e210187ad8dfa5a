import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { lanes, type Row } from '../lib/lanes.ts';
import type { ViewProps } from '../lib/page.tsx';
import { StageView, type PatchData } from './stage.tsx';

interface Commit {
  hash: string;
  parents?: readonly string[];
  author: string;
  date: string;
  subject: string;
  refs?: readonly string[];
}

interface LogData {
  commits: readonly Commit[];
  cursor?: string;
}

const [step, height] = [14, 26];
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#a37a00', '#3f8fc0'];
const colour = (column: number): string => colours[column % colours.length] ?? '#0072b2';

/** The history as a graph; a commit opens with its changes. */
export function HistoryView({ data, input, host }: ViewProps<LogData>): VNode {
  const [pages, setPages] = useState<readonly LogData[]>([data]);
  const [open, setOpen] = useState<{ hash: string; text: string; patch: PatchData | undefined }>();
  const [status, setStatus] = useState('');
  const commits = useMemo(() => pages.flatMap((page) => page.commits), [pages]);
  const rows = useMemo(() => lanes(commits), [commits]);
  const width = Math.max(1, ...rows.map((row) => row.width)) * step;
  const cursor = pages.at(-1)?.cursor;
  const repo = input['repo_path'] === undefined ? {} : { repo_path: input['repo_path'] };

  const more = async () => {
    const answer = await host.call('git_log', { ...input, cursor });
    if (answer.isError || answer.data === undefined) return setStatus(answer.text);
    setPages([...pages, answer.data as unknown as LogData]);
  };
  const show = async (hash: string) => {
    setStatus(`Opening ${hash} …`);
    const answer = await host.call('git_show', { ...repo, revision: hash });
    setStatus(answer.isError ? answer.text : '');
    if (!answer.isError) setOpen({ hash, text: answer.text, patch: answer.data as unknown as PatchData | undefined });
  };

  if (open !== undefined)
    return (
      <>
        <div class="bar">
          <button type="button" onClick={() => setOpen(undefined)}>
            Back to the history
          </button>
        </div>
        <pre>{open.text.split('\ndiff --')[0]?.split('\n').slice(1).join('\n')}</pre>
        {open.patch !== undefined && (
          <StageView data={open.patch} input={{ ...repo, revision: open.hash }} tool="git_show" host={host} />
        )}
      </>
    );
  return (
    <>
      <h1>
        {commits.length} {commits.length === 1 ? 'commit' : 'commits'}
        {cursor !== undefined && ', more in the repository'}
      </h1>
      <p class="note" role="status">
        {status}
      </p>
      <ol class="log">
        {commits.map((commit, index) => (
          <li key={commit.hash}>
            <Lines row={rows[index]} width={width} />
            <button type="button" class="plain" onClick={() => void show(commit.hash)}>
              <code>{commit.hash}</code> {commit.subject}
            </button>
            {commit.refs?.map((ref) => (
              <span key={ref} class="ref">
                {ref}
              </span>
            ))}
            <span class="note">
              {commit.author}, {commit.date}
            </span>
          </li>
        ))}
      </ol>
      {cursor !== undefined && (
        <button type="button" onClick={() => void more()}>
          Show more
        </button>
      )}
    </>
  );
}

function Lines({ row, width }: { row: Row | undefined; width: number }): VNode | null {
  if (row === undefined) return null;
  const x = (column: number) => column * step + step / 2;
  const middle = height / 2;
  const line = (from: number, top: number, to: number, bottom: number, column: number, key: string) => (
    <path
      key={key}
      d={`M${x(from)} ${top} C${x(from)} ${(top + bottom) / 2}, ${x(to)} ${(top + bottom) / 2}, ${x(to)} ${bottom}`}
      fill="none"
      stroke={colour(column)}
      stroke-width="2"
    />
  );
  return (
    <svg width={width} height={height} aria-hidden="true">
      {row.passing.map(([top, bottom]) => line(top, 0, bottom, height, bottom, `p${top}`))}
      {row.into.map((top) => line(top, 0, row.column, middle, top, `i${top}`))}
      {row.outOf.map((bottom) => line(row.column, middle, bottom, height, bottom, `o${bottom}`))}
      <circle cx={x(row.column)} cy={middle} r="4" fill={colour(row.column)} />
    </svg>
  );
}
