import { fromCursor, toCursor, z, type Call, moreWith } from '@mcp-reference/kit';
import { forEachRef, remoteUrl, worktreeList } from '../git/commands/refs.ts';
import { checkAttributes, lsFiles, sparseList } from '../git/commands/status.ts';
import { reflog } from '../git/commands/log.ts';
import { bySubsection } from '../git/config.ts';
import { isOid } from '../git/names.ts';
import { listedPath, showPath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { isWithin, nativePath } from '../places.ts';
import { existing } from '../git/revision.ts';
import { keptSnapshots, timeOf } from '../git/manifest.ts';
import { stashList } from '../git/snapshot.ts';
import { split } from '../git/status.ts';
import { pageOf, under } from '../present.ts';
import { brief, count, dateOf, decoded, scrubbed, shownLine } from '../text.ts';
import type { ListInput } from '../tools/git-list.ts';

type Rows = { rows: string[]; one: string; many?: string };

/** Lists tags, stashes, remotes and the like, a line each. */
export async function listText(repo: Repository, input: ListInput, call: Call): Promise<string> {
  const { rows, one, many } = await lists[input.what](repo, input, call);
  const start =
    input.cursor === undefined ? 0 : fromCursor(`list ${input.what}`, input.cursor, z.number().int().min(0));
  const { shown, end } = pageOf(rows, start, input.limit, call.budget);
  return under(
    [
      rows.length === 0 ? `no ${many ?? `${one}s`}` : count(rows.length, one, many),
      moreWith(end < rows.length ? toCursor(`list ${input.what}`, end) : undefined),
    ],
    shown,
  );
}

const lists: Record<ListInput['what'], (repo: Repository, input: ListInput, call: Call) => Promise<Rows>> = {
  tags,
  stashes,
  remotes,
  worktrees,
  submodules,
  reflog: moves,
  snapshots,
  sparse,
  lfs,
};

async function tags(repo: Repository, _input: ListInput, call: Call): Promise<Rows> {
  const format = '%(refname)%00%(objectname)%00%(*objectname)%00%(creatordate:unix)%00%(contents:subject)%00';
  const fields = (await repo.run(forEachRef({ patterns: ['refs/tags'], format, sort: '-creatordate' }), call)).stdout
    .toString()
    .split('\0');
  const rows: string[] = [];
  for (let i = 0; i + 5 <= fields.length; i += 5) {
    const [ref = '', oid = '', peeled = '', time = '', subject = ''] = fields.slice(i, i + 5);
    rows.push(
      `${shownLine(ref.trimStart().slice('refs/tags/'.length))} ${brief(peeled || oid)} ${dateOf(Number(time)).slice(0, 10)}${peeled ? ` ${shownLine(subject)}` : ''}`,
    );
  }
  return { rows, one: 'tag' };
}

async function stashes(repo: Repository, _input: ListInput, call: Call): Promise<Rows> {
  const list = await stashList(repo, call);
  return {
    rows: list.map(([oid, message], index) => `${index} ${brief(oid)} ${shownLine(message)}`),
    one: 'stash',
    many: 'stashes',
  };
}

/** Addresses as git would use them, rewritten by the configuration, and without what is secret in them. */
async function remotes(repo: Repository, _input: ListInput, call: Call): Promise<Rows> {
  const { entries } = repo.known;
  const names = [...bySubsection(entries, 'remote', 'url').keys()];
  const pushing = bySubsection(entries, 'remote', 'pushurl');
  const rows = await Promise.all(
    names.map(async (name) => {
      const written = bySubsection(entries, 'remote', 'url').get(name) ?? '';
      const used = name.startsWith('-') ? written : await repo.text(remoteUrl(name, false), call).catch(() => written);
      const push = pushing.get(name);
      return `${shownLine(name)} ${shownLine(scrubbed(used))}${used === written ? '' : ` (written as ${shownLine(scrubbed(written))})`}${push === undefined ? '' : ` push: ${shownLine(scrubbed(push))}`}`;
    }),
  );
  return { rows, one: 'remote' };
}

export interface WorkTree {
  path: string;
  head: string;
  branch: string | undefined;
  bare: boolean;
  locked: boolean;
  prunable: boolean;
  inside: boolean;
}

export async function readWorktrees(repo: Repository, call: Call): Promise<WorkTree[]> {
  const nul = repo.has([2, 36]);
  const { stdout } = await repo.run(worktreeList(nul), call);
  const blocks = decoded(stdout)
    .split(nul ? '\0\0' : '\n\n')
    .filter(Boolean);
  return blocks.map((block): WorkTree => {
    const lines = block.split(nul ? '\0' : '\n');
    const value = (key: string) =>
      lines.find((line) => line === key || line.startsWith(`${key} `))?.slice(key.length + 1);
    const path = nativePath(value('worktree') ?? '');
    const inside = repo.files.roots.some(({ real }) => isWithin(real, path));
    return {
      path,
      head: value('HEAD') ?? '',
      branch: value('branch')?.replace('refs/heads/', ''),
      bare: value('bare') !== undefined,
      locked: value('locked') !== undefined,
      prunable: value('prunable') !== undefined,
      inside,
    };
  });
}

async function worktrees(repo: Repository, _input: ListInput, call: Call): Promise<Rows> {
  const rows = (await readWorktrees(repo, call)).map(({ path, head, branch, bare, locked, prunable, inside }) => {
    const place = inside ? shownLine(path) : '(outside the allowed folders)';
    return [
      place,
      bare ? 'bare' : brief(head),
      branch === undefined ? (bare ? '' : 'detached') : shownLine(branch),
      locked && 'locked',
      prunable && 'gone',
    ]
      .filter(Boolean)
      .join(' ');
  });
  return { rows, one: 'work tree' };
}

/** Submodules as the index has them, with the address that `.gitmodules` names. */
async function submodules(repo: Repository, _input: ListInput, call: Call): Promise<Rows> {
  repo.top();
  const records = split((await repo.run(lsFiles({ mode: 'stages' }), call)).stdout).filter(
    (record) => record.toString('latin1', 0, 7) === '160000 ',
  );
  const rows = await Promise.all(
    records.map(async (record) => {
      const path = listedPath(record.subarray(record.indexOf(9) + 1));
      const oid = record.toString('latin1', 7).split(' ')[0] ?? '';
      const there = await repo.files.locate(`${repo.top()}/${path.toString()}/.git`, call).then(
        ({ kind }) => kind !== undefined,
        () => false,
      );
      return `${showPath(path)} ${brief(oid)}${there ? '' : ' (not checked out)'}`;
    }),
  );
  return { rows, one: 'submodule' };
}

async function moves(repo: Repository, { ref, limit, cursor }: ListInput, call: Call): Promise<Rows> {
  const name = ref === undefined || ref === 'HEAD' ? 'HEAD' : (await existing(repo, 'heads', ref)).ref;
  const skip = cursor === undefined ? 0 : fromCursor('list reflog', cursor, z.number().int().min(0));
  const fields = decoded((await repo.run(reflog(name, skip + limit + 1, 0), call)).stdout).split('\0');
  const rows: string[] = [];
  for (let i = 0; i + 3 < fields.length; i += 4) {
    const [oid = '', at = '', why = '', time = ''] = fields.slice(i, i + 4);
    if (isOid(oid.trim()))
      rows.push(
        `${shownLine(at.replace('refs/heads/', ''))} ${brief(oid.trim())} ${dateOf(Number(time))} ${shownLine(scrubbed(why))}`,
      );
  }
  return { rows, one: 'move', many: 'moves' };
}

async function snapshots(repo: Repository, _input: ListInput, call: Call): Promise<Rows> {
  return { rows: await snapshotRows(repo, call), one: 'snapshot' };
}

/** Lists the folders of a sparse checkout. */
async function sparse(repo: Repository, _input: ListInput, call: Call): Promise<Rows> {
  repo.top();
  const on = /^(true|yes|on|1)$/i.test(repo.config('core.sparsecheckout') ?? '');
  const rows = on
    ? decoded((await repo.run(sparseList(), call)).stdout)
        .split('\n')
        .filter(Boolean)
        .map(shownLine)
    : [];
  return {
    rows,
    one: on ? 'folder of the sparse checkout' : 'sparse checkout: every file is checked out',
    many: on ? 'folders of the sparse checkout' : 'sparse checkout: every file is checked out',
  };
}

/** Files that Git LFS keeps, and whether their contents are here. */
async function lfs(repo: Repository, _input: ListInput, call: Call): Promise<Rows> {
  const paths = split((await repo.run(lsFiles({ mode: 'tracked' }), call)).stdout).map(listedPath);
  const fields = split((await repo.run(checkAttributes(['filter'], paths), call)).stdout);
  const tracked: TreePath[] = [];
  for (let i = 0; i + 2 < fields.length; i += 3)
    if (fields[i + 2]?.toString() === 'lfs') tracked.push(listedPath(fields[i] ?? Buffer.alloc(0)));
  const rows: string[] = [];
  for (let at = 0; at < tracked.length; at += 200) {
    const names = tracked.slice(at, at + 200).map(String);
    const { files } = await repo.files.run(
      'readFiles',
      { top: repo.top(), paths: names, each: 1_024, most: 1e6 },
      call,
    );
    for (const { path, kind, size, data } of files) {
      const text = Buffer.from(data ?? '', 'base64').toString('latin1');
      const what =
        kind === 'gone'
          ? 'not in the work tree'
          : text.startsWith('version https://git-lfs')
            ? 'pointer only, contents not here'
            : `${size} bytes`;
      rows.push(`${shownLine(path)} ${what}`);
    }
  }
  return { rows, one: 'Git LFS file' };
}

/** Snapshots that git_undo can go back to, newest first. */
export async function snapshotRows(repo: Repository, call: Call): Promise<string[]> {
  return (await keptSnapshots(repo, call)).map(
    ({ id, reason }) => `${id} ${dateOf(timeOf(id) / 1000)} before: ${shownLine(reason)}`,
  );
}
