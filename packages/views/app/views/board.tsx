import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useAct } from '../lib/act.tsx';
import type { ViewProps } from '../lib/page.tsx';

interface Issue {
  number: number;
  title: string;
  state?: string;
  author?: string;
  labels?: readonly string[];
  assignees?: readonly string[];
  comments?: number;
}

export interface ListData<Item> {
  kind: string;
  items: readonly Item[];
  next?: { page?: number; after?: string };
}

const groupings = ['state', 'label', 'assignee'] as const;
type Grouping = (typeof groupings)[number];

const none: Readonly<Record<Grouping, string>> = { state: 'open', label: 'no label', assignee: 'nobody assigned' };

/** Issues in columns by state, label or person; a card moves with the list on it, which also works by keyboard. */
export function BoardView({ data, input, tool, host }: ViewProps<ListData<Issue>>): VNode {
  const [issues, setIssues] = useState(data.items);
  const [next, setNext] = useState(data.next);
  const [by, setBy] = useState<Grouping>('state');
  const [status, setStatus] = useState('');
  const { act, consent } = useAct(host);
  const columns = useMemo(() => columnsOf(issues, by), [issues, by]);
  const { owner, repo } = input;

  const move = async (issue: Issue, from: string, to: string) => {
    setStatus(`Moving #${issue.number} …`);
    const answer = await act('issue_write', {
      owner,
      repo,
      method: 'update',
      issue_number: issue.number,
      ...changeFor(by, issue, from, to),
    });
    setStatus(answer.text.split('\n')[0] ?? '');
    if (!answer.isError) setIssues(issues.map((one) => (one === issue ? moved(one, by, from, to) : one)));
  };
  const more = async () => {
    const answer = await host.call(tool ?? 'list_issues', { ...input, ...next });
    if (answer.isError || answer.data === undefined) return setStatus(answer.text);
    const page = answer.data as unknown as ListData<Issue>;
    setIssues([...issues, ...page.items]);
    setNext(page.next);
  };

  return (
    <>
      <h1>
        {issues.length} {issues.length === 1 ? 'issue' : 'issues'}
        {next !== undefined && ', more on GitHub'}
      </h1>
      <div class="bar" role="group" aria-label="Columns">
        {groupings.map((one) => (
          <button key={one} type="button" aria-pressed={by === one} onClick={() => setBy(one)}>
            By {one}
          </button>
        ))}
        {next !== undefined && (
          <button type="button" onClick={() => void more()}>
            Load more
          </button>
        )}
        <span class="note" role="status">
          {status}
        </span>
      </div>
      {consent}
      <div class="board">
        {[...columns].map(([name, cards]) => (
          <section key={name} aria-label={name}>
            <h2>
              {name} ({cards.length})
            </h2>
            {cards.map((issue) => (
              <div key={issue.number} class="card">
                <strong>#{issue.number}</strong> {issue.title}
                <div class="note">
                  {[issue.author, ...(issue.labels ?? []), (issue.comments ?? 0) > 0 && `${issue.comments} comments`]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
                {repo !== undefined && (
                  <select
                    aria-label={`Move #${issue.number}`}
                    value={name}
                    onChange={(event) => void move(issue, name, event.currentTarget.value)}
                  >
                    {[...columns.keys()].map((column) => (
                      <option key={column}>{column}</option>
                    ))}
                  </select>
                )}
              </div>
            ))}
          </section>
        ))}
      </div>
    </>
  );
}

function columnsOf(issues: readonly Issue[], by: Grouping): Map<string, Issue[]> {
  const columns = new Map<string, Issue[]>(
    by === 'state'
      ? [
          ['open', []],
          ['closed', []],
        ]
      : [[none[by], []]],
  );
  for (const issue of issues) {
    for (const name of namesOf(issue, by)) columns.set(name, [...(columns.get(name) ?? []), issue]);
  }
  return columns;
}

function namesOf({ state = 'open', labels = [], assignees = [] }: Issue, by: Grouping): readonly string[] {
  const names = { state: [state], label: labels, assignee: assignees }[by];
  return names.length === 0 ? [none[by]] : names;
}

/** The arguments of issue_write for a card that moves from one column to another. */
function changeFor(by: Grouping, issue: Issue, from: string, to: string): Record<string, unknown> {
  if (by === 'state') return { state: to };
  if (by === 'assignee') return { assignees: without(issue.assignees, from, to, none.assignee) };
  return {
    ...(to !== none.label && { add_labels: [to] }),
    ...(from !== none.label && { remove_labels: [from] }),
  };
}

function moved(issue: Issue, by: Grouping, from: string, to: string): Issue {
  if (by === 'state') return { ...issue, state: to };
  if (by === 'assignee') return { ...issue, assignees: without(issue.assignees, from, to, none.assignee) };
  return { ...issue, labels: without(issue.labels, from, to, none.label) };
}

const without = (names: readonly string[] | undefined, from: string, to: string, empty: string): string[] => [
  ...new Set([...(names ?? []).filter((name) => name !== from), to].filter((name) => name !== empty)),
];
