import type { CommitObject, File } from './git.ts';
import { commitFiles } from './refs.ts';
import type { Repository, User } from './types.ts';
import type { World } from './world.ts';

/** Commits texts by path on a branch, as somebody; null takes a file away. */
export function commitTexts(
  world: World,
  repo: Repository,
  user: User,
  texts: Readonly<Record<string, string | Buffer | null>>,
  message: string,
  branch = repo.defaultBranch,
): CommitObject {
  const files = new Map<string, File | null>();
  for (const [path, text] of Object.entries(texts))
    files.set(path, text === null ? null : { mode: '100644', sha: repo.objects.blob(text) });
  const by = world.signature(user);
  return commitFiles(world, repo, user, { branch, message, author: by, committer: by, files });
}
