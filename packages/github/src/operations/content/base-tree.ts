import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';

export interface TreeEntry {
  mode: string;
  sha: string;
  /** Bytes, of a file. */
  size?: number | undefined;
}

/** The entries of a commit at some paths, to keep modes and links. */
export interface BaseTree {
  /** Undefined: nothing stands there. */
  at(path: string): Promise<TreeEntry | undefined>;
  /** True if a path that is not found is known not to exist. */
  complete: boolean;
}

interface Entry {
  path: string;
  mode: string;
  type: string;
  sha: string;
}

/** Reads a tree whole, or folder by folder where it is too large for that. */
export async function baseTree(
  github: GitHub,
  at: { owner: string; repo: string; sha: string },
  call: Call,
): Promise<BaseTree> {
  const { owner, repo, sha } = at;
  const read = async (tree_sha: string, recursive?: '1') =>
    (await github.rest.git.getTree({ owner, repo, tree_sha, recursive }, call)).data;
  try {
    const { tree, truncated } = await read(sha, '1');
    if (!truncated) {
      const known = new Map(tree.map((entry) => [entry.path, entry as TreeEntry]));
      return { complete: true, at: async (path) => known.get(path) };
    }
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.code === 'not_found') return { complete: false, at: async () => undefined };
    if (error.code !== 'too_large') throw error;
  }
  const folders = new Map<string, Promise<readonly Entry[]>>();
  const folder = (one: string) => {
    const found = folders.get(one) ?? read(one).then(({ tree }) => tree as Entry[]);
    folders.set(one, found);
    return found;
  };
  return {
    complete: true,
    async at(path) {
      let tree = sha;
      const names = path.split('/');
      for (const [index, name] of names.entries()) {
        const entry = (await folder(tree)).find((one) => one.path === name);
        if (entry === undefined || (entry.type !== 'tree' && index + 1 < names.length)) return undefined;
        if (index + 1 === names.length) return entry;
        tree = entry.sha;
      }
      return undefined;
    },
  };
}
