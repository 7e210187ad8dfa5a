import { ToolError, type Call } from '@mcp-reference/kit';
import { maybeApplied } from '../../api/failure.ts';
import type { GitHub } from '../../api/github.ts';
import { unseen } from '../../api/unseen.ts';
import { plain } from '../../present/text.ts';
import { ended, isUncertain, like } from '../report.ts';

interface Move {
  owner: string;
  repo: string;
  branch: string;
  from: string;
  to: string;
}

/**
 * Moves a branch forward. Without an answer the branch is read again, because a second push would commit twice.
 * @throws ToolError that says whether the branch has moved
 */
export async function moveBranch(github: GitHub, { branch, from, to, ...at }: Move, call: Call): Promise<void> {
  const ref = `heads/${branch}`;
  try {
    await github.rest.git.updateRef({ ...at, ref, sha: to, force: false }, call);
  } catch (error) {
    if (!(error instanceof ToolError) || !isUncertain(error)) throw unmoved(error, branch);
    const now = await github.rest.git.getRef({ ...at, ref }, unseen(call)).catch((failure: unknown) => {
      if (failure instanceof ToolError) throw error;
      throw failure;
    });
    const { sha } = now.data.object;
    if (sha === to) return;
    if (sha === from) throw unmoved(error, branch);
    throw like(error, `${ended(error.message)} ${plain(branch)} is at ${sha} now; the new commit is ${to}.`);
  }
}

/** Objects that no branch has change nothing: an error before the branch moves is said to have left it as it was. */
export function unmoved(error: unknown, branch: string): unknown {
  if (!(error instanceof ToolError) || /nothing (was|to)/.test(error.message)) return error;
  const message = `${ended(error.message.replace(maybeApplied, '').trim())} ${plain(branch)} is unchanged.`;
  if (!isUncertain(error)) return like(error, message);
  return new ToolError('unavailable', `${message} Try again.`, { reason: 'not_applied', cause: error });
}
