import type { VNode } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useAct } from '../lib/act.tsx';
import { Diff, LayoutSwitch, lineKey, type Layout } from '../lib/diff.tsx';
import type { ViewProps } from '../lib/page.tsx';
import { parsePatch, type FileDiff, type Line } from '../lib/patch.ts';
import type { ListData } from './board.tsx';

interface Thread {
  id: string;
  state: string;
  path: string;
  line?: number;
  side?: string;
  comments: readonly { author: string; body: string }[];
}

interface ChangesData {
  changes: string;
  after?: string;
}

interface Draft {
  file: FileDiff;
  line: Line;
}

/** A pull request's changes with its threads: comments on lines are collected and submitted as one review. */
export function ReviewView({ data, input, host }: ViewProps<ChangesData>): VNode {
  const [changes, setChanges] = useState(data);
  const [threads, setThreads] = useState<readonly Thread[]>([]);
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map());
  /** Kept outside of the state: typing must not draw the diff again. */
  const texts = useRef(new Map<string, string>());
  const [layout, setLayout] = useState<Layout>('unified');
  const [status, setStatus] = useState('');
  const files = useMemo(() => parsePatch(changes.changes), [changes]);
  const { act, consent } = useAct(host);
  const { owner, repo, pullNumber } = input;
  const pull = { owner, repo, pullNumber };
  const read = async (method: string, rest: Readonly<Record<string, unknown>> = {}) => {
    const answer = await host.call('pull_request_read', { ...pull, method, ...rest });
    if (answer.isError) setStatus(answer.text);
    return answer.data;
  };
  const loadThreads = async () => {
    const found = (await read('get_review_comments')) as unknown as ListData<Thread> | undefined;
    if (found !== undefined) setThreads(found.items ?? []);
  };
  useEffect(() => void loadThreads(), []);

  const more = async () => {
    const next = (await read('get_diff', { after: changes.after })) as unknown as ChangesData | undefined;
    if (next !== undefined) setChanges({ ...next, changes: `${changes.changes}\n${next.changes}` });
  };
  const open = (file: FileDiff, line: Line, isOpen: boolean) => {
    const key = lineKey(file, line);
    texts.current.delete(key);
    // Two can be opened before anything is drawn again.
    setDrafts((now) => {
      const next = new Map(now);
      if (isOpen) next.set(key, { file, line });
      else next.delete(key);
      return next;
    });
  };
  const submit = async (event: string, body: string) => {
    const comments = [...drafts].flatMap(([key, { file, line }]) => {
      const text = texts.current.get(key) ?? '';
      const at = line.kind === '-' ? { line: line.old, side: 'LEFT' } : { line: line.now, side: 'RIGHT' };
      return text.trim() === '' ? [] : [{ path: file.path, ...at, body: text }];
    });
    const answer = await act('pull_request_review_write', {
      ...pull,
      method: 'create',
      event,
      ...(body !== '' && { body }),
      ...(comments.length > 0 && { comments }),
    });
    setStatus(answer.text.split('\n')[0] ?? '');
    if (answer.isError) return false;
    setDrafts(new Map());
    texts.current.clear();
    await loadThreads();
    return true;
  };
  const below = useCallback(
    (file: FileDiff, line: Line) => {
      const here = threads.filter((thread) => isAt(thread, file, line));
      const draft = drafts.get(lineKey(file, line));
      if (here.length === 0 && draft === undefined) return undefined;
      return (
        <>
          {here.map((thread) => (
            <Talk key={thread.id} thread={thread} />
          ))}
          {draft !== undefined && (
            <div>
              <textarea
                aria-label={`Comment on line ${line.now ?? line.old} of ${file.path}`}
                ref={(area) => {
                  if (area?.value === '') area.focus();
                }}
                onInput={(event) => texts.current.set(lineKey(file, line), event.currentTarget.value)}
              />
              <button type="button" onClick={() => open(file, line, false)}>
                Discard
              </button>
            </div>
          )}
        </>
      );
    },
    [threads, drafts],
  );
  const elsewhere = threads.filter(
    (thread) => !files.some((file) => file.hunks.some(({ lines }) => lines.some((line) => isAt(thread, file, line)))),
  );

  return (
    <>
      <h1>
        Review of {String(owner)}/{String(repo)}#{String(pullNumber)}: {files.length}{' '}
        {files.length === 1 ? 'file' : 'files'}
      </h1>
      <div class="bar">
        <LayoutSwitch layout={layout} set={setLayout} />
        <span class="note">
          {threads.length} {threads.length === 1 ? 'thread' : 'threads'}; choose a line number to comment on it.
        </span>
      </div>
      <Diff
        files={files}
        layout={layout}
        lineAction={{
          label: 'Comment on',
          can: ({ kind }) => kind !== '\\',
          run: (file, line) => {
            if (!drafts.has(lineKey(file, line))) open(file, line, true);
          },
        }}
        below={below}
      />
      {changes.after !== undefined && (
        <button type="button" onClick={() => void more()}>
          Show more
        </button>
      )}
      {elsewhere.length > 0 && (
        <>
          <h2>Threads on other lines</h2>
          {elsewhere.map((thread) => (
            <div key={thread.id} class="card">
              {thread.path}
              {thread.line !== undefined && `:${thread.line}`}
              <Talk thread={thread} />
            </div>
          ))}
        </>
      )}
      {consent}
      <Submit drafts={drafts.size} submit={submit} status={status} />
    </>
  );
}

/** Threads alone: the changes are read as well. */
export function ThreadsView(props: ViewProps<ListData<Thread>>): VNode {
  const { host, input } = props;
  const [changes, setChanges] = useState<ChangesData>();
  const [failure, setFailure] = useState('');
  const { owner, repo, pullNumber } = input;
  useEffect(() => {
    void host.call('pull_request_read', { owner, repo, pullNumber, method: 'get_diff' }).then((answer) => {
      if (answer.data === undefined) setFailure(answer.text);
      else setChanges(answer.data as unknown as ChangesData);
    });
  }, []);
  if (changes !== undefined) return <ReviewView {...props} data={changes} />;
  return <p class={failure === '' ? 'note' : 'error'}>{failure === '' ? 'Reading the changes …' : failure}</p>;
}

const isAt = ({ path, line, side }: Thread, file: FileDiff, { kind, old, now }: Line): boolean =>
  path === file.path &&
  line !== undefined &&
  (side === 'LEFT' ? kind === '-' && old === line : kind !== '-' && now === line);

function Talk({ thread: { state, comments } }: { thread: Thread }): VNode {
  return (
    <div role="group" aria-label={`Thread, ${state}`}>
      {comments.map(({ author, body }, index) => (
        <p key={index}>
          <strong>{author}</strong> <span class="note">{index === 0 ? state : ''}</span>
          <br />
          {body}
        </p>
      ))}
    </div>
  );
}

const verdicts = { COMMENT: 'Comment', APPROVE: 'Approve', REQUEST_CHANGES: 'Request changes' };

function Submit({
  drafts,
  submit,
  status,
}: {
  drafts: number;
  submit(event: string, body: string): Promise<boolean>;
  status: string;
}): VNode {
  const [event, setEvent] = useState('COMMENT');
  const [body, setBody] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    if (await submit(event, body)) setBody('');
    setBusy(false);
  };
  return (
    <section aria-label="Submit the review">
      <h2>Submit the review</h2>
      <textarea
        aria-label="Summary of the review"
        value={body}
        onInput={({ currentTarget }) => setBody(currentTarget.value)}
      />
      <div class="bar">
        <select aria-label="Verdict" value={event} onChange={({ currentTarget }) => setEvent(currentTarget.value)}>
          {Object.entries(verdicts).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        <button type="button" class="main" disabled={busy} onClick={() => void send()}>
          {busy
            ? 'Submitting …'
            : `Submit${drafts > 0 ? ` with ${drafts} ${drafts === 1 ? 'comment' : 'comments'}` : ''}`}
        </button>
        <span class="note" role="status">
          {status}
        </span>
      </div>
    </section>
  );
}
