import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { unseen } from '../../api/unseen.ts';
import { readBack } from '../../present/written-out.ts';
import { list, plain } from '../../present/text.ts';
import { againstBase } from './against-base.ts';
import { isUncertain } from '../report.ts';
import { blobSha } from './blob.ts';
import { moveBranch, unmoved } from './move-branch.ts';

export interface FileChange {
  path: string;
  content?: string | undefined;
  encoding?: 'utf-8' | 'base64' | undefined;
  mode?: '100644' | '100755' | undefined;
  delete?: boolean | undefined;
}

export interface Pushed {
  sha: string;
  /** Sentences about single files. */
  notes: string[];
  /** Files that the commits hold. */
  count: number;
}

export interface Push {
  owner: string;
  repo: string;
  branch: string;
  message: string;
  files: readonly FileChange[];
}

/**
 * Writes files in one commit on a branch. Modes are kept, links are refused. The branch is moved forward only, never
 * forced: if someone else pushed meanwhile GitHub refuses, and nothing has changed.
 * @throws ToolError `conflict` when the branch has moved on or a path is a link, `invalid` when a file cannot be written
 */
export async function pushCommit(github: GitHub, push: Push, call: Call): Promise<Pushed> {
  const { owner, repo, branch, message } = push;
  const at = { owner, repo };
  for (const file of push.files) check(file);
  const repeated = push.files.find(({ path }, index) => push.files.findIndex((one) => one.path === path) !== index);
  if (repeated !== undefined) throw new ToolError('invalid', `${plain(repeated.path)} is given more than once.`);
  const tip = await tipOf(github, { ...at, branch }, call);
  if (tip === undefined) return firstCommit(github, push, call);
  const {
    data: { tree: base },
  } = await github.rest.git.getCommit({ ...at, commit_sha: tip }, unseen(call));
  const { files, notes } = await againstBase(github, push, base.sha, unseen(call));
  const objects = async () => {
    const tree = [];
    for (const [index, file] of files.entries()) {
      call.progress(index, files.length);
      tree.push(await treeEntry(github, at, file, call));
    }
    const {
      data: { sha },
    } = await github.rest.git.createTree({ ...at, base_tree: base.sha, tree }, call).catch((error: unknown) => {
      throw explained(error, push);
    });
    if (sha === base.sha)
      throw new ToolError('conflict', 'The files are already like this; there is nothing to commit.');
    return (await github.rest.git.createCommit({ ...at, message, tree: sha, parents: [tip] }, call)).data.sha;
  };
  const sha = await objects().catch((error: unknown) => {
    throw unmoved(error, branch);
  });
  await moveBranch(github, { ...at, branch, from: tip, to: sha }, call);
  return { sha, notes, count: push.files.length };
}

function check({ path, content, encoding, delete: remove }: FileChange): void {
  if (
    path === '' ||
    path.startsWith('/') ||
    path.split('/').some((name) => ['', '.', '..'].includes(name) || name.toLowerCase() === '.git')
  )
    throw new ToolError('invalid', `${JSON.stringify(path.slice(0, 100))} is not a path in a repository.`);
  if ((content === undefined) !== (remove === true))
    throw new ToolError('invalid', `${plain(path)} needs either content or delete: true.`);
  if (encoding === 'base64' && content !== undefined) bytesOf(content, path);
}

/** Strict base64: no characters but its own and line breaks, and whole groups of four. */
function bytesOf(content: string, path: string): Buffer {
  const text = content.replaceAll(/[\r\n]/g, '');
  if (/^data:/i.test(text))
    throw new ToolError(
      'invalid',
      `The content of ${plain(path)} is a data: address; give only the base64 after the comma. Nothing was written.`,
    );
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
    throw new ToolError('invalid', `The content of ${plain(path)} is not base64; nothing was written.`);
  return Buffer.from(text, 'base64');
}

/** The newest commit of a branch, or undefined for a repository that has none. */
async function tipOf(
  github: GitHub,
  { branch, ...at }: { owner: string; repo: string; branch: string },
  call: Call,
): Promise<string | undefined> {
  try {
    return (await github.rest.git.getRef({ ...at, ref: `heads/${branch}` }, call)).data.object.sha;
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
  const bytes = bytesOf(content, path);
  const {
    data: { sha },
  } = await github.rest.git.createBlob({ ...at, content: bytes.toString('base64'), encoding: 'base64' }, call);
  if (sha !== blobSha(bytes))
    throw new ToolError('unavailable', `GitHub stored other bytes for ${path} than were sent; nothing was committed.`, {
      reason: 'bad_response',
    });
  return { path, mode, type: 'blob' as const, sha };
}

/** Replaces GitHub's internal words for a missing path. */
function explained(error: unknown, { branch, files }: Push): unknown {
  if (!(error instanceof ToolError) || !/BadObjectState/.test(error.message)) return error;
  const gone = files.filter((file) => file.delete).map(({ path }) => path);
  if (gone.length === 0) return error;
  const what = `${list(gone)} ${gone.length === 1 ? 'does' : 'do'} not exist on ${plain(branch)}`;
  return new ToolError('not_found', `${what}; nothing was changed.`, { cause: error });
}

/** The data endpoints refuse an empty repository; writing one file makes its first commit, and the others follow. */
async function firstCommit(github: GitHub, push: Push, call: Call): Promise<Pushed> {
  const { owner, repo, branch, message, files } = push;
  const [first, ...rest] = files;
  if (first === undefined || first.content === undefined || rest.some((file) => file.delete))
    throw new ToolError('conflict', 'The repository is empty; there is nothing to delete.');
  const content = first.encoding === 'base64' ? first.content : Buffer.from(readBack(first.content)).toString('base64');
  const {
    data: { commit },
  } = await github.rest.repos.createOrUpdateFileContents(
    { owner, repo, path: first.path, message, content, branch },
    call,
  );
  const made = commit.sha ?? '';
  const again = first.mode === '100755' ? files : rest;
  if (again.length === 0) return { sha: made, notes: [], count: 1 };
  try {
    return { ...(await pushCommit(github, { ...push, files: again }, call)), count: files.length };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const left = again.map(({ path }) => path);
    const mark = isUncertain(error) ? 'NOT CONFIRMED' : 'NOT DONE';
    return { sha: made, notes: [`${mark}: ${list(left)}: ${error.message}`], count: 1 };
  }
}
