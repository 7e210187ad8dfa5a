import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useAct } from '../lib/act.tsx';
import { Diff, LayoutSwitch, lineKey, type Layout } from '../lib/diff.tsx';
import type { ViewProps } from '../lib/page.tsx';
import { parsePatch, type FileDiff, type Line } from '../lib/patch.ts';

export interface PatchData {
  what: string;
  files: number;
  added: number;
  removed: number;
  patch: string;
  cursor?: string;
}

interface Range {
  path: string;
  from: number;
  to: number;
  removed?: boolean;
}

/** What the two comparisons of uncommitted work are called in answers, and the tools behind them. */
const tools = {
  'not staged': { diff: 'git_diff_unstaged', act: 'git_add', verb: 'Stage' },
  staged: { diff: 'git_diff_staged', act: 'git_reset', verb: 'Unstage' },
} as const;

type Side = keyof typeof tools;
const isSide = (what: string): what is Side => what in tools;

/** A comparison; hunks and lines of uncommitted work can be staged and unstaged. */
export function StageView({ data: first, input, tool, host }: ViewProps<PatchData>): VNode {
  const [data, setData] = useState(first);
  const [layout, setLayout] = useState<Layout>('unified');
  const [picked, setPicked] = useState<ReadonlyMap<string, { file: FileDiff; line: Line }>>(new Map());
  const [status, setStatus] = useState('');
  const [busy, setBusy] = useState(false);
  const { act, consent } = useAct(host);
  const files = useMemo(() => parsePatch(data.patch), [data]);
  const side = isSide(data.what) ? tools[data.what] : undefined;
  const keys = useMemo(() => new Set(picked.keys()), [picked]);
  const { cursor: _, ...asked } = input;

  const load = async (name: string, args: Readonly<Record<string, unknown>>, before = '') => {
    const answer = await host.call(name, args);
    if (answer.isError || answer.data === undefined) return setStatus(answer.text);
    const next = answer.data as unknown as PatchData;
    setPicked(new Map());
    setData({ ...next, patch: before + next.patch });
  };
  const stage = async (args: Readonly<Record<string, unknown>>) => {
    if (side === undefined) return;
    setBusy(true);
    const answer = await act(side.act, { repo_path: input['repo_path'], ...args });
    setStatus(answer.text.split('\n')[0] ?? '');
    if (!answer.isError) await load(side.diff, asked);
    setBusy(false);
  };
  const toggle = (file: FileDiff, line: Line) => {
    // Two lines can be picked before anything is drawn again.
    setPicked((now) => {
      const next = new Map(now);
      const key = lineKey(file, line);
      if (!next.delete(key)) next.set(key, { file, line });
      return next;
    });
  };

  return (
    <>
      <h1>
        {data.what}: {data.files === 0 ? 'no changes' : `${data.files} ${data.files === 1 ? 'file' : 'files'}`}{' '}
        <span class="plus">+{data.added}</span> <span class="minus">-{data.removed}</span>
      </h1>
      <div class="bar">
        <LayoutSwitch layout={layout} set={setLayout} />
        {side !== undefined &&
          Object.entries(tools).map(([what, { diff }]) => (
            <button key={what} type="button" aria-pressed={data.what === what} onClick={() => void load(diff, asked)}>
              {what === 'staged' ? 'Staged' : 'Not staged'}
            </button>
          ))}
        {side !== undefined && picked.size > 0 && (
          <button
            type="button"
            class="main"
            disabled={busy}
            onClick={() => void stage({ lines: rangesOf([...picked.values()]) })}
          >
            {side.verb} {picked.size} {picked.size === 1 ? 'line' : 'lines'}
          </button>
        )}
        <span class="note" role="status">
          {status}
        </span>
      </div>
      {consent}
      <Diff
        files={files}
        layout={layout}
        picked={keys}
        hunkAction={
          side && !busy && files.some(({ hunks }) => hunks.some(({ id }) => id !== undefined))
            ? {
                label: `${side.verb} hunk`,
                run: (_file, { id }) => void stage({ hunks: id === undefined ? [] : [id] }),
              }
            : undefined
        }
        lineAction={side && { label: 'Pick', can: ({ kind }) => kind === '+' || kind === '-', run: toggle }}
      />
      {data.cursor !== undefined && (
        <button
          type="button"
          onClick={() =>
            void load(side?.diff ?? tool ?? 'git_diff', { ...asked, cursor: data.cursor }, `${data.patch}\n`)
          }
        >
          Show more
        </button>
      )}
    </>
  );
}

/** Picked lines as ranges of lines that follow each other on the same side. */
export function rangesOf(picked: readonly { file: FileDiff; line: Line }[]): Range[] {
  const ranges: Range[] = [];
  const places = picked
    .map(({ file: { path }, line: { kind, old, now } }) => ({
      path,
      removed: kind === '-',
      at: (kind === '-' ? old : now) ?? 0,
    }))
    .toSorted((a, b) => a.path.localeCompare(b.path) || Number(a.removed) - Number(b.removed) || a.at - b.at);
  for (const { path, removed, at } of places) {
    const last = ranges.at(-1);
    if (last?.path === path && (last.removed === true) === removed && last.to === at - 1) last.to = at;
    else ranges.push({ path, from: at, to: at, ...(removed && { removed }) });
  }
  return ranges;
}
