import { lsFiles } from './commands/status.ts';
import type { TreePath } from './paths.ts';
import type { Calling, Repository } from './repository.ts';
import { split } from './status.ts';

/** Lists files that git stores in another form than the work tree has (line ends, encodings): git calls them unchanged, yet their bytes would differ. */
export async function convertedFiles(repo: Repository, call: Calling): Promise<TreePath[]> {
  const converts = /^(true|input)$/i.test(repo.config('core.autocrlf') ?? '') || repo.config('core.eol') !== undefined;
  const attributes =
    converts ||
    (
      await repo.files
        .run('readBytes', { path: `${repo.top()}/.gitattributes`, most: 1024 * 1024 }, call)
        .catch(() => ({ bytes: undefined }))
    ).bytes !== undefined;
  if (!attributes) return [];
  const { stdout } = await repo.run(lsFiles({ mode: 'eol' }), call);
  return split(stdout).flatMap((record) => {
    const tab = record.indexOf(9);
    const [index = '', work = '', attribute = ''] = record.subarray(0, tab).toString().split(/ +/);
    const same = index.slice(2) === work.slice(2) && !/working-tree-encoding|ident|filter/.test(attribute);
    return same || work === 'w/' ? [] : [record.subarray(tab + 1) as TreePath];
  });
}
