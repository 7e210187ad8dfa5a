import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { isRecord } from '../lib/connection.ts';
import { copy, toCsv } from '../lib/copy.ts';
import type { ViewProps } from '../lib/page.tsx';

export interface TableData {
  columns: readonly { name: string; type: string | null }[];
  /** An array per row, or an object. */
  rows: readonly unknown[];
  cursor?: string;
}

type Row = readonly unknown[];

/** Rows that are drawn at a time. */
const pageSize = 100;

/** The result of a query: sorted, filtered and paged here; more rows come from the server. */
export function TableView({ data, host }: ViewProps<TableData>): VNode {
  const { columns } = data;
  const [pages, setPages] = useState<readonly TableData[]>([data]);
  const [sort, setSort] = useState<{ column: number; down: boolean }>();
  const [filter, setFilter] = useState('');
  const [page, setPage] = useState(0);
  const [status, setStatus] = useState('');
  const all = useMemo(() => pages.flatMap(({ rows }) => rows.map((row) => toRow(row, columns))), [pages]);
  const shown = useMemo(() => ordered(matching(all, filter), sort), [all, filter, sort]);
  const cursor = pages.at(-1)?.cursor;
  const last = Math.max(0, Math.ceil(shown.length / pageSize) - 1);
  const at = Math.min(page, last);

  const more = async () => {
    setStatus('Loading more rows …');
    const answer = await host.call('query', { cursor });
    if (answer.isError || answer.data === undefined) return setStatus(answer.text);
    const next = answer.data as unknown as TableData;
    setPages([...pages, next]);
    setStatus(`${next.rows.length} more rows`);
  };
  const copyAll = async () => {
    const done = await copy(toCsv([columns.map(({ name }) => name), ...shown]));
    setStatus(done ? `${shown.length} rows copied as CSV` : 'The browser does not allow copying.');
  };
  const sortBy = (column: number) =>
    setSort(sort?.column !== column ? { column, down: false } : sort.down ? undefined : { column, down: true });

  return (
    <>
      <h1>
        {shown.length === all.length ? `${all.length} rows` : `${shown.length} of ${all.length} rows`}
        {cursor !== undefined && ', more on the server'}
      </h1>
      <div class="bar">
        <label>
          Filter <input value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
        </label>
        <button type="button" onClick={() => void copyAll()}>
          Copy as CSV
        </button>
        {cursor !== undefined && (
          <button type="button" onClick={() => void more()}>
            Load more rows
          </button>
        )}
        {last > 0 && (
          <>
            <button type="button" disabled={at === 0} onClick={() => setPage(at - 1)}>
              Previous
            </button>
            <span>
              Page {at + 1} of {last + 1}
            </span>
            <button type="button" disabled={at === last} onClick={() => setPage(at + 1)}>
              Next
            </button>
          </>
        )}
        <span class="note" role="status">
          {status}
        </span>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label="Rows">
        <table>
          <thead>
            <tr>
              {columns.map(({ name, type }, column) => (
                <th key={column} scope="col" aria-sort={sortOf(sort, column)}>
                  <button type="button" class="plain" onClick={() => sortBy(column)} title={type ?? 'expression'}>
                    {name === '' ? '(no name)' : name}
                    <span aria-hidden="true">{sort?.column === column ? (sort.down ? ' ▼' : ' ▲') : ''}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.slice(at * pageSize, (at + 1) * pageSize).map((row, index) => (
              <tr key={index}>{row.map(cell)}</tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** A row as an array. The keys of an object are the names of the columns; repeated ones are numbered. */
function toRow(row: unknown, columns: TableData['columns']): Row {
  if (Array.isArray(row)) return row;
  if (!isRecord(row)) return [row];
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let key = name;
    for (let n = 2; taken.has(key); n++) key = `${name}_${n}`;
    taken.add(key);
    return row[key] ?? null;
  });
}

function cell(value: unknown, key: number): VNode {
  if (value === null)
    return (
      <td key={key} class="null">
        NULL
      </td>
    );
  if (typeof value === 'number')
    return (
      <td key={key} class="number">
        {String(value)}
      </td>
    );
  if (isRecord(value) && typeof value['$base64'] === 'string')
    return (
      <td key={key} class="blob">
        blob, {String(value['bytes'])} bytes{typeof value['type'] === 'string' ? `, ${value['type']}` : ''}
      </td>
    );
  if (isRecord(value) && typeof value['$text'] === 'string')
    return (
      <td key={key}>
        {value['$text']}
        <span class="null"> … cut, {String(value['chars'])} characters</span>
      </td>
    );
  return <td key={key}>{asText(value)}</td>;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function matching(rows: readonly Row[], filter: string): readonly Row[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return rows;
  return rows.filter((row) =>
    row.some((value) =>
      asText(value ?? 'NULL')
        .toLowerCase()
        .includes(wanted),
    ),
  );
}

function ordered(rows: readonly Row[], sort: { column: number; down: boolean } | undefined): readonly Row[] {
  if (sort === undefined) return rows;
  const sign = sort.down ? -1 : 1;
  return rows.toSorted((a, b) => sign * compare(a[sort.column], b[sort.column]));
}

/** The order of SQLite: NULL, numbers, texts, blobs. */
function compare(a: unknown, b: unknown): number {
  const rank = (value: unknown) =>
    value === null ? 0 : typeof value === 'number' ? 1 : typeof value === 'string' ? 2 : 3;
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return asText(a) < asText(b) ? -1 : asText(a) > asText(b) ? 1 : 0;
}

const sortOf = (sort: { column: number; down: boolean } | undefined, column: number) =>
  sort?.column !== column ? 'none' : sort.down ? 'descending' : 'ascending';
