import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { requireParts } from '../../api/unreadable.ts';
import { orDefault } from './missing.ts';

interface Asked {
  owner: string;
  repo: string;
  /** Absent: the default branch. */
  tree_sha: string | undefined;
  recursive: boolean;
}

/** The tree of a commit or branch, with `recursive` all that is below it. */
export async function readTree(github: GitHub, { owner, repo, tree_sha, recursive }: Asked, call: Call) {
  const at = { owner, repo };
  const wanted = tree_sha ?? (await github.rest.repos.get(at, call)).data.default_branch;
  const read = (ref = wanted) =>
    github.rest.git.getTree({ ...at, tree_sha: ref, recursive: recursive ? '1' : undefined }, call);
  return requireParts((await orDefault(github, { ...at, ref: wanted }, read, call)).data, 'tree', 'sha');
}
