import { resetTo } from './commands/commit.ts';
import { worktreeAdd } from './commands/setup.ts';
import { lastValue } from './config.ts';
import type { Git } from './git.ts';
import type { Calling, Repository } from './repository.ts';
import { headCommit } from './revision.ts';

/**
 * Makes a linked work tree in an empty folder, and lets it point to the repository rather than to the view it is made through. The
 * sparse checkout of this work tree becomes that of the new one, as with plain git.
 */
export async function makeWorktree(
  git: Git,
  repo: Repository,
  folder: string,
  what: Parameters<typeof worktreeAdd>[1],
  call: Calling,
): Promise<void> {
  // In a view git does not see that each work tree has its own configuration.
  const sparse = repo.known.view !== undefined && isOn(repo.config('core.sparsecheckout'));
  await repo.ensureFolders(['worktrees'], call);
  await repo.run(worktreeAdd(folder, { ...what, empty: sparse }), call);
  await repo.adopt(folder, call);
  if (!sparse) return;
  const { gitDir } = await repo.files.run('layout', { path: folder, also: [] }, call);
  await repo.files.run('shareSparse', { from: repo.layout.gitDir, to: gitDir, config: sparseConfig(repo) }, call);
  const made = await git.open(folder, call);
  await made.run(resetTo('hard', await headCommit(made)), call);
}

const isOn = (value: string | undefined): boolean => /^(true|yes|on|1)$/i.test(value ?? '');

/** The text of a `config.worktree`; empty where all work trees share one configuration. */
function sparseConfig({ known: { declared } }: Repository): string {
  if (!isOn(lastValue(declared.entries, 'extensions.worktreeconfig'))) return '';
  const cone = isOn(lastValue(declared.entries, 'core.sparsecheckoutcone'));
  const index = isOn(lastValue(declared.entries, 'index.sparse'));
  return `[core]\n\tsparseCheckout = true\n\tsparseCheckoutCone = ${cone}\n${index ? '[index]\n\tsparse = true\n' : ''}`;
}
