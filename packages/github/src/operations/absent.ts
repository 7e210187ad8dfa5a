import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';
import { unseen } from '../api/unseen.ts';
import { list, plain } from '../present/text.ts';

// GitHub answers a filter for something that does not exist with an empty list. These say which one it is.

interface At {
  owner: string;
  repo: string;
}

/** The number of names that are looked up. */
const mostLooked = 5;

/** Names the labels of a filter that the repository does not have. */
export async function noLabels(
  github: GitHub,
  { owner, repo, labels = [] }: At & { labels?: readonly string[] | undefined },
  call: Call,
): Promise<string | undefined> {
  const found = await Promise.all(
    labels.slice(0, mostLooked).map(async (name) => ({
      name,
      isMissing: await isMissing(github.rest.issues.getLabel({ owner, repo, name }, unseen(call))),
    })),
  );
  const missing = found.flatMap(({ name, isMissing: missed }) => (missed ? [name] : []));
  return missing.length === 0 ? undefined : `${owner}/${repo} has no label ${list(missing)}`;
}

/** Says that the branch of a filter does not exist. */
export async function noBranch(
  github: GitHub,
  { owner, repo, branch }: At & { branch: string },
  call: Call,
): Promise<string | undefined> {
  const missing = await isMissing(github.rest.git.getRef({ owner, repo, ref: `heads/${branch}` }, unseen(call)));
  return missing ? `${owner}/${repo} has no branch ${plain(branch)}` : undefined;
}

/** True only if GitHub says so: any other failure of the look-up says nothing. */
async function isMissing(lookUp: Promise<unknown>): Promise<boolean> {
  try {
    await lookUp;
    return false;
  } catch (error) {
    if (error instanceof ToolError) return error.code === 'not_found';
    throw error;
  }
}
