import { createHash } from 'node:crypto';
import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';
import { restore } from '../present/invisible.ts';

export interface FileChange {
  path: string;
  content?: string | undefined;
  encoding?: 'utf-8' | 'base64' | undefined;
  mode?: '100644' | '100755' | undefined;
  delete?: boolean | undefined;
}

interface Push {
  owner: string;
  repo: string;
  branch: string;
  message: string;
  files: readonly FileChange[];
}

/**
 * Writes files in one commit on a branch. The branch is moved forward only, never forced: if somebody pushed meanwhile
 * GitHub refuses, and nothing has changed.
 * @returns the hash of the commit
 * @throws ToolError `conflict` when the branch has moved on, `invalid` when a file cannot be written
 */
export async function pushCommit(
  github: GitHub,
  { owner, repo, branch, message, files }: Push,
  call: Call,
): Promise<string> {
  const at = { owner, repo };
  for (const file of files) check(file);
  const tip = await tipOf(github, { ...at, branch }, call);
  if (tip === undefined) return firstCommit(github, { owner, repo, branch, message, files }, call);
  const { tree: base } = await github.get(
    'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
    { ...at, commit_sha: tip },
    call,
  );
  const tree = [];
  for (const [index, file] of files.entries()) {
    call.progress(index, files.length);
    tree.push(await treeEntry(github, at, file, call));
  }
  const { sha } = await github.write(
    'POST /repos/{owner}/{repo}/git/trees',
    { ...at, base_tree: base.sha, tree },
    call,
  );
  if (sha === base.sha) throw new ToolError('conflict', 'The files are already like this; there is nothing to commit.');
  const commit = await github.write(
    'POST /repos/{owner}/{repo}/git/commits',
    { ...at, message, tree: sha, parents: [tip] },
    call,
  );
  await github.write(
    'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
    { ...at, ref: `heads/${branch}`, sha: commit.sha, force: false },
    call,
  );
  return commit.sha;
}

function check({ path, content, delete: remove }: FileChange): void {
  if (
    path === '' ||
    path.startsWith('/') ||
    path.split('/').some((name) => ['', '.', '..'].includes(name) || name.toLowerCase() === '.git')
  )
    throw new ToolError('invalid', `${JSON.stringify(path.slice(0, 100))} is not a path in a repository.`);
  if ((content === undefined) !== (remove === true))
    throw new ToolError('invalid', `${path} needs either content or delete: true.`);
}

/** The newest commit of a branch, or undefined for a repository that has none. */
async function tipOf(
  github: GitHub,
  { branch, ...at }: { owner: string; repo: string; branch: string },
  call: Call,
): Promise<string | undefined> {
  try {
    return (await github.get('GET /repos/{owner}/{repo}/git/ref/{ref}', { ...at, ref: `heads/${branch}` }, call)).object
      .sha;
  } catch (error) {
    if (error instanceof ToolError && error.reason === 'empty_repository') return undefined;
    if (error instanceof ToolError && error.code === 'not_found')
      throw new ToolError(
        'not_found',
        `${at.owner}/${at.repo} has no branch ${JSON.stringify(branch)}; make it with create_branch.`,
      );
    throw error;
  }
}

async function treeEntry(
  github: GitHub,
  at: { owner: string; repo: string },
  { path, content, encoding, mode = '100644', delete: remove }: FileChange,
  call: Call,
) {
  if (remove || content === undefined) return { path, mode, type: 'blob' as const, sha: null };
  if (encoding !== 'base64') return { path, mode, type: 'blob' as const, content };
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length === 0 && content !== '') throw new ToolError('invalid', `The content of ${path} is not base64.`);
  const { sha } = await github.write(
    'POST /repos/{owner}/{repo}/git/blobs',
    { ...at, content: bytes.toString('base64'), encoding: 'base64' },
    call,
  );
  const own = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  if (sha !== own)
    throw new ToolError('unavailable', `GitHub stored other bytes for ${path} than were sent; nothing was committed.`, {
      reason: 'bad_response',
    });
  return { path, mode, type: 'blob' as const, sha };
}

/** The data endpoints refuse an empty repository; writing one file makes its first commit, and the others follow. */
async function firstCommit(github: GitHub, { owner, repo, branch, message, files }: Push, call: Call): Promise<string> {
  const [first, ...rest] = files;
  if (first === undefined || first.content === undefined)
    throw new ToolError('conflict', 'The repository is empty; there is nothing to delete.');
  const content = first.encoding === 'base64' ? first.content : Buffer.from(restore(first.content)).toString('base64');
  const { commit } = await github.write(
    'PUT /repos/{owner}/{repo}/contents/{path}',
    { owner, repo, path: first.path, message, content, branch },
    call,
  );
  const again = first.mode === '100755' ? files : rest;
  return again.length === 0
    ? (commit.sha ?? '')
    : pushCommit(github, { owner, repo, branch, message, files: again }, call);
}
