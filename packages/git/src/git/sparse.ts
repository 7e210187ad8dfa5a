import { sparseList } from './commands/status.ts';
import type { Calling, Repository } from './repository.ts';

const isOn = (value: string | undefined): boolean => /^(true|yes|on|1)$/i.test(value ?? '');

/** In a sparse checkout files outside of it are staged when they are named; git would refuse them. */
export const isSparse = (repo: Repository): boolean => repo.has([2, 34]) && isOn(repo.config('core.sparsecheckout'));

/** The folders of a sparse checkout; none where every file is checked out, undefined where it is limited by patterns. */
export async function sparseFolders(repo: Repository, call: Calling): Promise<string[] | undefined> {
  if (!isOn(repo.config('core.sparsecheckout'))) return [];
  if (!isOn(repo.config('core.sparsecheckoutcone'))) return undefined;
  const folders = (await repo.text(sparseList(), call)).split('\n').filter(Boolean);
  return folders.some((one) => one.startsWith('"')) ? undefined : folders;
}
