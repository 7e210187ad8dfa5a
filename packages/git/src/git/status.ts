import type { Oid } from './names.ts';
import { status } from './commands/status.ts';
import { listedPath, type TreePath } from './paths.ts';
import type { Calling, Repository } from './repository.ts';

/** One changed file, as porcelain v2 tells it (git-status(1)). */
export interface Change {
  /** Two letters: what the index changed against HEAD, what the work tree changed against the index; `.` for nothing. */
  code: string;
  path: TreePath;
  /** The former path of a renamed or copied file. */
  from?: TreePath;
  /** 1 to 100. */
  score?: number;
  /** `S` and three letters for a submodule. */
  submodule?: string;
  /** Modes in HEAD (or the base), index (or ours), work tree. */
  modes: string[];
}

export interface Status {
  /** Undefined before the first commit. */
  head: Oid | undefined;
  /** Undefined when HEAD is detached. */
  branch: string | undefined;
  upstream: string | undefined;
  ahead: number | undefined;
  behind: number | undefined;
  stashes: number;
  changes: Change[];
  conflicts: Change[];
  untracked: TreePath[];
  ignored: TreePath[];
}

export const readStatus = async (
  repo: Repository,
  call: Calling,
  options: Parameters<typeof status>[0] = {},
): Promise<Status> => {
  repo.top();
  return parseStatus((await repo.run(status(options), call)).stdout);
};

export function parseStatus(output: Buffer): Status {
  const state: Status = {
    head: undefined,
    branch: undefined,
    upstream: undefined,
    ahead: undefined,
    behind: undefined,
    stashes: 0,
    changes: [],
    conflicts: [],
    untracked: [],
    ignored: [],
  };
  const records = split(output);
  for (let i = 0; i < records.length; i++) {
    const record = records[i] ?? Buffer.alloc(0);
    const kind = String.fromCharCode(record[0] ?? 0);
    if (kind === '#') header(state, record.toString());
    else if (kind === '?') state.untracked.push(listedPath(record.subarray(2)));
    else if (kind === '!') state.ignored.push(listedPath(record.subarray(2)));
    else if (kind === '1') {
      const [fields, path] = cut(record, 8);
      state.changes.push({ ...common(fields), path });
    } else if (kind === '2') {
      const [fields, path] = cut(record, 9);
      i++;
      state.changes.push({
        ...common(fields),
        path,
        from: listedPath(records[i] ?? Buffer.alloc(0)),
        score: Number(fields[8]?.slice(1)),
      });
    } else if (kind === 'u') {
      const [fields, path] = cut(record, 10);
      state.conflicts.push({ code: fields[1] ?? '', path, modes: fields.slice(3, 7), ...submodule(fields) });
    }
  }
  return state;
}

const common = (fields: string[]) => ({ code: fields[1] ?? '..', modes: fields.slice(3, 6), ...submodule(fields) });

const submodule = (fields: string[]) => (fields[2]?.startsWith('S') ? { submodule: fields[2] } : {});

function header(state: Status, line: string): void {
  const [, key = '', value = ''] = /^# (\S+) (.*)$/s.exec(line) ?? [];
  if (key === 'branch.oid' && value !== '(initial)') state.head = value as Oid;
  else if (key === 'branch.head' && value !== '(detached)') state.branch = value;
  else if (key === 'branch.upstream') state.upstream = value;
  else if (key === 'branch.ab') {
    const counts = /^\+(\d+) -(\d+)$/.exec(value);
    if (counts) [state.ahead, state.behind] = [Number(counts[1]), Number(counts[2])];
  } else if (key === 'stash') state.stashes = Number(value);
}

/** The fields before the path, which alone may contain spaces. */
function cut(record: Buffer, fields: number): [string[], TreePath] {
  let at = 0;
  for (let i = 0; i < fields; i++) at = record.indexOf(32, at) + 1;
  return [
    record
      .subarray(0, at - 1)
      .toString()
      .split(' '),
    listedPath(record.subarray(at)),
  ];
}

/** NUL-delimited records. */
export function split(output: Buffer): Buffer[] {
  const records: Buffer[] = [];
  let start = 0;
  for (let end = output.indexOf(0); end !== -1; end = output.indexOf(0, start)) {
    records.push(output.subarray(start, end));
    start = end + 1;
  }
  if (start < output.length) records.push(output.subarray(start));
  return records;
}
