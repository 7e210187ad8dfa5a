import type { CommitObject, File, Mode } from './git.ts';
import { commitFiles } from './refs.ts';
import type { Repository, User } from './types.ts';
import type { World } from './world.ts';

/** The new content of a path; null removes it. A submodule holds the hash of a commit. */
export type Content = string | Buffer | null | { mode: Exclude<Mode, '040000'>; content: string | Buffer };

/** Commits contents by path on a branch, as a user. A branch that is not there begins where the default branch is. */
export function commitTexts(
  world: World,
  repo: Repository,
  user: User,
  contents: Readonly<Record<string, Content>>,
  message: string,
  branch = repo.defaultBranch,
): CommitObject {
  const files = new Map<string, File | null>();
  for (const [path, content] of Object.entries(contents)) files.set(path, fileOf(repo, content));
  const base = repo.refs.get(`refs/heads/${repo.defaultBranch}`);
  if (base !== undefined && !repo.refs.has(`refs/heads/${branch}`)) repo.refs.set(`refs/heads/${branch}`, base);
  const by = world.signature(user);
  return commitFiles(world, repo, user, { branch, message, author: by, committer: by, files });
}

function fileOf(repo: Repository, content: Content): File | null {
  if (content === null) return null;
  if (typeof content === 'string' || Buffer.isBuffer(content))
    return { mode: '100644', sha: repo.objects.blob(content) };
  const { mode } = content;
  return { mode, sha: mode === '160000' ? content.content.toString() : repo.objects.blob(content.content) };
}
