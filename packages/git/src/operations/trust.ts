import { ToolError, type Call } from '@mcp-reference/kit';
import { fingerprint } from '../git/fingerprint.ts';
import type { Git } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import { audit, auditText } from './audit.ts';
import { shownLine } from '../text.ts';
import { some } from './consent.ts';

/** The longest question that a person can be expected to read, in characters. */
const mostQuestion = 12_000;

/** The option that trusts this repository, as it is typed. */
export const trustFlag = (repo: Repository): string => `--trust "${shownLine(repo.place)}"`;

/** Asks the user whether a repository may run its own programs, showing all of them whole. */
export async function trustText(git: Git, repo: Repository, revoke: boolean, call: Call): Promise<string> {
  const { files, store } = git;
  const { commonDir } = repo.layout;
  if (revoke) {
    await store.grant(commonDir, undefined);
    git.forget();
    return 'Not trusted any more: nothing of the repository runs.';
  }
  const { entries } = repo.known.declared;
  const hash = await fingerprint(files, repo.layout, entries, call);
  const found = await audit(repo, call, mostQuestion);
  const text = auditText(repo, found, Number.POSITIVE_INFINITY);
  if (found.hidden.length > 0)
    throw new ToolError(
      'denied',
      `What this repository would run cannot be shown in full, so the user is not asked: ${some(found.hidden, 5)}. The user can look at it, and start the server with ${trustFlag(repo)}.`,
    );
  if (text.length > mostQuestion)
    throw new ToolError(
      'denied',
      `What this repository would run is too long to be read in a question (${text.length} characters), so the user is not asked. git_audit lists it; the user can start the server with ${trustFlag(repo)}.`,
    );
  if (!call.canAsk('elicitation/create'))
    throw new ToolError(
      'denied',
      `This host cannot ask the user, and only the user gives trust. They can look at git_audit, and start the server with ${trustFlag(repo)}.`,
    );
  await call.confirm(
    `Let the repository "${shownLine(repo.name)}" run its own programs on this computer whenever git works in it?`,
    {
      state: hash,
      details: [
        ...text.split('\n'),
        'The consent ends when one of these changes. Programs can start others, such as scripts that a package manager names; those are not checked. Repositories inside this one stay as they are.',
      ],
    },
  );
  if ((await fingerprint(files, repo.layout, entries, call)) !== hash)
    throw new ToolError('conflict', 'A program of this repository changed while the question was open; ask again.');
  await store.grant(commonDir, hash);
  git.forget();
  return 'Trusted: hooks, filters and configured commands of this repository run, as long as they stay the same.';
}
