import { worktreeAdd } from './commands/setup.ts';
import type { Calling, Repository } from './repository.ts';

/** Makes a linked work tree in an empty folder, and lets it point to the repository rather than to the view it is made through. */
export async function makeWorktree(
  repo: Repository,
  folder: string,
  what: Parameters<typeof worktreeAdd>[1],
  call: Calling,
): Promise<void> {
  await repo.ensureFolders(['worktrees'], call);
  await repo.run(worktreeAdd(folder, what), call);
  await repo.adopt(folder, call);
}
