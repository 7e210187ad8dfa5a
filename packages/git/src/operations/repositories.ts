import { ToolError, type Call } from '@mcp-reference/kit';
import type { Git } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import { under } from '../present.ts';
import { count, shownLine } from '../text.ts';

/** The depth of the search for repositories below an allowed folder, and the most that are listed. */
const depth = 2;
const most = 100;

/** The one repository that a call without repo_path can mean; a list of them where there are several. */
export async function onlyRepository(git: Git, call: Call): Promise<Repository | string> {
  const [root, ...others] = git.roots;
  if (root !== undefined && others.length === 0) {
    try {
      return await git.open(root.path, call);
    } catch (error) {
      if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
      const found = await repositoriesOf(git, call);
      if (found.length === 0) throw error;
      return listed(found);
    }
  }
  return listed(await repositoriesOf(git, call));
}

async function repositoriesOf(git: Git, call: Call): Promise<{ path: string; branch: string | undefined }[]> {
  const found = await Promise.all(
    git.roots.map(async ({ path }) =>
      git.files.run('repositoriesIn', { path, depth, most: most + 1 }, call).catch(() => []),
    ),
  );
  return found.flat();
}

const listed = (found: readonly { path: string; branch: string | undefined }[]): string =>
  under(
    [
      found.length === 0
        ? 'no repositories in the allowed folders'
        : count(Math.min(found.length, most), 'repository', 'repositories'),
      found.length > most && 'there are others',
      found.length > 0 && 'give one as repo_path',
    ],
    found
      .slice(0, most)
      .map(({ path, branch }) => `${shownLine(path)}${branch === undefined ? '' : ` ${shownLine(branch)}`}`),
  );
