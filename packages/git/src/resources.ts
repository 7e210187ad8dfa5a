import { internalCall, ToolError, visible, type Call, type ResourceContent, type Resources } from '@mcp-reference/kit';
import { watchPath } from '@mcp-reference/kit/sandbox';
import type { Context } from './context.ts';
import type { Repository } from './git/repository.ts';
import { forEachRef } from './git/commands/refs.ts';
import { lsTree } from './git/commands/objects.ts';
import { listedPath, showPath, treePath } from './git/paths.ts';
import { resolve } from './git/revision.ts';
import { readStatus, split } from './git/status.ts';
import { branchLine, changeCounts, changeLine, operationLine, under } from './present.ts';
import { showText } from './operations/show.ts';
import { shortRef } from './text.ts';

/** Milliseconds that a subscription may take to find its repository. */
const lookUpLimit = 10_000;
/** The largest file of a revision that is given whole, in bytes. */
const mostBlob = 1_500_000;
/** The most suggestions that are looked at. */
const mostSuggestions = 100;

type Calling = Pick<Call, 'signal' | 'deadline' | 'progress'>;

/** A repository's address names its folder: percent-encoded whole, so that it is one part of the address. */
const repoPart = (place: string): string => encodeURIComponent(place);

const statusUri = (place: string): string => `git://${repoPart(place)}/status`;

/** State, commits and files of a repository by address. The state can be watched. */
export const resources: Resources<Context> = {
  templates: [
    {
      uriTemplate: 'git://{repo}/status',
      name: 'status',
      title: 'Status',
      description: 'Branch and changed files of a repository; {repo} is its folder, percent-encoded.',
      mimeType: 'text/plain',
      complete: (variable, value, context, call) => complete(variable, value, context, call),
    },
    {
      uriTemplate: 'git://{repo}/commit/{revision}',
      name: 'commit',
      title: 'Commit',
      description: 'A commit with its message and changes.',
      mimeType: 'text/plain',
      complete: (variable, value, context, call) => complete(variable, value, context, call),
    },
    {
      uriTemplate: 'git://{repo}/file/{revision}/{+path}',
      name: 'file',
      title: 'File at a revision',
      description: 'A file as it is at a revision.',
      complete: (variable, value, context, call) => complete(variable, value, context, call),
    },
  ],
  async list({ git }, call) {
    const found = await Promise.all(git.roots.map(async ({ path }) => git.open(path, call).catch(() => undefined)));
    return found.flatMap((repo) =>
      repo?.layout.top === undefined
        ? []
        : [
            {
              uri: statusUri(repo.place),
              name: repo.name,
              title: `Status of ${repo.name}`,
              description: 'Branch and changed files.',
              mimeType: 'text/plain',
            },
          ],
    );
  },
  read: (uri, context, call) => read(uri, context, call),
  async watch(uri, { git }, changed) {
    const call = internalCall(lookUpLimit);
    const { place, rest } = parts(uri);
    if (rest !== 'status') throw new ToolError('unsupported', 'Only the status of a repository can be watched.');
    return watchState(await git.open(place, call), changed, call);
  },
};

/** HEAD, index and what is in progress are in the git directory; branches in the shared one, below `refs/heads`. */
async function watchState(repo: Repository, changed: () => void, call: Calling): Promise<() => void> {
  const { gitDir, commonDir } = repo.layout;
  const places = [...new Set([gitDir, commonDir, `${commonDir}/refs/heads`])];
  const located = await Promise.all(places.map(async (place) => repo.files.locate(place, call)));
  let last = await stateOf(repo, call);
  let looking: Promise<void> | undefined;
  let again = false;
  // git writes locks and temporary files all the time; only a change of the status is reported.
  const look = async (): Promise<void> => {
    do {
      again = false;
      const now = await stateOf(repo, internalCall(lookUpLimit)).catch(() => '');
      if (now !== last && now !== '') {
        last = now;
        changed();
      }
    } while (again);
    looking = undefined;
  };
  const stops = await Promise.all(
    located.map(async ({ path }) =>
      watchPath(path, () => (looking === undefined ? void (looking = look()) : void (again = true))),
    ),
  );
  return () => stops.forEach((stop) => stop());
}

async function stateOf(repo: Repository, call: Calling): Promise<string> {
  const refs = await repo.text(
    forEachRef({ patterns: ['refs/heads', 'refs/tags', 'refs/remotes'], format: '%(refname) %(objectname)' }),
    call,
  );
  return `${await statusText(repo, call)}\n${refs}`;
}

async function statusText(repo: Repository, call: Calling): Promise<string> {
  const status = await readStatus(repo, call);
  const { operation } = await repo.files.run('layout', { path: repo.place, also: [] }, call);
  return under(
    [branchLine(status), status.head ?? '', changeCounts(status), operationLine(operation)],
    [
      ...status.conflicts.map(changeLine),
      ...status.changes.map(changeLine),
      ...status.untracked.map((path) => `?? ${showPath(path)}`),
    ].slice(0, 1_000),
  );
}

function parts(uri: string): { place: string; rest: string } {
  const [, repo = '', rest = ''] = /^git:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  try {
    if (repo !== '') return { place: decodeURIComponent(repo), rest };
  } catch {
    // It is reported below.
  }
  throw new ToolError('not_found', `"${visible(uri.slice(0, 200))}" is not the address of something in a repository.`);
}

async function read(uri: string, { git }: Context, call: Call): Promise<ResourceContent[]> {
  const { place, rest } = parts(uri);
  const repo = await git.open(place, call);
  if (rest === 'status') return [{ uri, mimeType: 'text/plain', text: await statusText(repo, call) }];
  const [, kind = '', revision = '', path = ''] = /^(commit|file)\/([^/]+)(?:\/(.+))?$/s.exec(rest) ?? [];
  if (kind === 'commit' && path === '')
    return [
      {
        uri,
        mimeType: 'text/plain',
        text: await showText(repo, { revision: decodeURIComponent(revision), context_lines: 3 }, call),
      },
    ];
  if (kind !== 'file' || path === '')
    throw new ToolError(
      'not_found',
      `"${visible(uri.slice(0, 200))}" is not the address of something in a repository.`,
    );
  const tree = await resolve(repo, decodeURIComponent(revision), 'tree');
  const [record] = split(
    (await repo.run(lsTree(tree.oid, [treePath(decodeURIComponent(path), repo.layout.top ?? '/')]), call)).stdout,
  );
  const oid = / blob ([0-9a-f]+)\t/.exec(record?.toString('latin1') ?? '')?.[1];
  const info = oid === undefined ? undefined : await repo.objects.info(oid);
  if (info === undefined) throw new ToolError('not_found', `There is no file "${visible(path)}" at that revision.`);
  const bytes = await repo.objects.content(info.oid, mostBlob);
  return [
    bytes.includes(0)
      ? { uri, mimeType: 'application/octet-stream', data: bytes.toString('base64') }
      : { uri, mimeType: 'text/plain', text: bytes.toString() },
  ];
}

/** Completes a half-typed variable. Without the others, the one allowed repository is meant. */
async function complete(variable: string, value: string, { git }: Context, call: Call): Promise<string[]> {
  if (variable === 'repo') {
    const found = await Promise.all(git.roots.map(async ({ path }) => git.open(path, call).catch(() => undefined)));
    return found.flatMap((repo) => (repo ? [repo.place] : [])).filter((place) => place.startsWith(value));
  }
  const repo = await git.open(undefined, call);
  return variable === 'revision' ? completeRef(repo, value, call) : completePath(repo, value, call);
}

/** Branches, tags and remote branches that begin with what was typed. */
export async function completeRef(repo: Repository, value: string, call: Calling): Promise<string[]> {
  const names = (
    await repo.text(
      forEachRef({
        patterns: ['refs/heads', 'refs/tags', 'refs/remotes'],
        format: '%(refname)',
        sort: '-committerdate',
      }),
      call,
    )
  )
    .split('\n')
    .map(shortRef);
  return ['HEAD', ...names].filter((name) => name !== '' && name.startsWith(value)).slice(0, mostSuggestions);
}

/** Files and folders of the current commit that begin with what was typed. */
async function completePath(repo: Repository, value: string, call: Calling): Promise<string[]> {
  const folder = value.slice(0, value.lastIndexOf('/') + 1);
  const tree = await resolve(
    repo,
    folder === '' ? 'HEAD' : `HEAD:${folder.slice(0, -1)}`,
    folder === '' ? 'tree' : 'object',
  );
  const records = split((await repo.run(lsTree(tree.oid, []), call)).stdout);
  return records
    .map((record) => {
      const tab = record.indexOf(9);
      return `${folder}${listedPath(record.subarray(tab + 1)).toString()}${record.toString('latin1', 0, tab).includes(' tree ') ? '/' : ''}`;
    })
    .filter((path) => path.startsWith(value))
    .slice(0, mostSuggestions);
}
