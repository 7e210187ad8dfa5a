import type { Calling, Repository } from './repository.ts';

/**
 * Returns the folders of files in the work tree that are reached by a symbolic link. Git follows it when it searches or
 * blames files of the work tree.
 * @param files Relative to the top.
 */
export async function linkedFolders(repo: Repository, files: readonly Buffer[], call: Calling): Promise<string[]> {
  const folders = new Set(files.map(folderOf).filter((folder) => folder !== ''));
  return folders.size === 0 ? [] : repo.files.run('behindLinks', { top: repo.top(), folders: [...folders] }, call);
}

export const folderOf = (file: Buffer): string => {
  const name = file.toString();
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
};
