import { ToolError, type Call } from '@mcp-reference/kit';
import { onePath } from '../git/asked-paths.ts';
import { bisectRun } from '../git/commands/sequence.ts';
import { argument } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { readStatus } from '../git/status.ts';
import { branchLine, under } from '../present.ts';
import { decoded, shownLine, shownText } from '../text.ts';
import { consent } from './consent.ts';

/** The last part of what the program printed, in characters. */
const mostShown = 3_000;

/**
 * Lets a program of the repository judge each commit: exit code 0 means good, 125 skip, any other up to 127 bad. Only a trusted
 * repository may run programs, and only one that is in it; the user is asked with the whole command.
 */
export async function bisectRunText(repo: Repository, given: readonly string[], call: Call): Promise<string> {
  const [program, ...args] = given;
  if (program === undefined)
    throw new ToolError('invalid', 'run needs the command: a program of the repository, then its arguments.');
  if (!repo.trusted)
    throw new ToolError(
      'denied',
      'A repository that is not trusted runs no programs. Test what is checked out by other means and answer good or bad, or let the user decide with git_trust.',
    );
  const file = `${repo.top()}/${argument(await onePath(repo, program, call))}`;
  const { kind } = await repo.files.locate(file, call);
  if (kind !== 'file')
    throw new ToolError(
      'not_found',
      `"${shownLine(program)}" is no file of this repository; the first word of command is the path of a program in it.`,
    );
  const { head } = await readStatus(repo, call, { untracked: 'no' });
  const shown = [program, ...args].map((word) => shownLine(JSON.stringify(word))).join(' ');
  await consent(call, `Run ${shown} in each commit that bisect tests?`, [file, ...args, head ?? '']);
  return repo.exclusively(call, async () => {
    let steps = 0;
    const onStdout = (chunk: Buffer) => {
      for (const [line] of chunk.toString('latin1').matchAll(/^Bisecting: .*$/gm))
        call.progress(++steps, undefined, line.slice(0, 100));
    };
    const { stdout } = await repo.run(bisectRun([file, ...args], onStdout), call);
    const text = shownText(decoded(stdout)).trimEnd();
    const found = /^([0-9a-f]{40,64}) is the first '?bad'? commit$/m.exec(text)?.[1];
    return under(
      [
        found === undefined ? 'no single commit was found' : `the first bad commit is ${found}`,
        branchLine(await readStatus(repo, call)),
        'git_bisect {action: "reset"} goes back',
      ],
      text.length > mostShown ? `... ${text.slice(-mostShown)}` : text,
    );
  });
}
