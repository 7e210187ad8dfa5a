import { ToolError, type Call } from '@mcp-reference/kit';
import type { FoundBelow } from '../files/repositories.ts';
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
      const below = await repositoriesBelow(git, call);
      if (below.found.length === 0 && below.skipped === 0) throw error;
      return listed(below);
    }
  }
  return listed(await repositoriesBelow(git, call));
}

async function repositoriesBelow(git: Git, call: Call): Promise<FoundBelow> {
  const parts = await Promise.all(
    git.roots.map(async ({ path }): Promise<FoundBelow> => {
      try {
        return await git.files.run('repositoriesIn', { path, depth, most: most + 1 }, call);
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        return { found: [], skipped: 1, isDeeper: false };
      }
    }),
  );
  return {
    found: parts.flatMap(({ found }) => found),
    skipped: parts.reduce((sum, { skipped }) => sum + skipped, 0),
    isDeeper: parts.some(({ isDeeper }) => isDeeper),
  };
}

const listed = ({ found, skipped, isDeeper }: FoundBelow): string =>
  under(
    [
      found.length === 0
        ? `no repositories in the allowed folders and ${depth} levels below`
        : count(Math.min(found.length, most), 'repository', 'repositories'),
      found.length > most && 'there are others',
      skipped > 0 && `${count(skipped, 'folder')} not searched: too many entries, or not readable`,
      found.length > 0 && isDeeper && `folders more than ${depth} levels down not searched`,
      found.length > 0 && 'give one as repo_path',
    ],
    found
      .slice(0, most)
      .map(({ path, branch }) => `${shownLine(path)}${branch === undefined ? '' : ` ${shownLine(branch)}`}`),
  );
