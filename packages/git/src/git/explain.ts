import { ToolError } from '@mcp-reference/kit';
import { meanings } from './meanings.ts';
import { scrubbed, shownLine, shownText } from '../text.ts';

/** Messages that git prints like a hook does, without a word before them. */
const unmarked = /You asked to amend the most recent commit, but doing so would make\s+it empty/;

/** The longest that git's own words, and those of hooks, are repeated, in characters. */
const mostWords = 600;
const mostHookWords = 3_000;

/** Commands that run hooks, and end with code 1 and no message when a hook fails. */
const hooked = new Set(['commit', 'merge', 'rebase', 'cherry-pick', 'revert', 'am', 'push', 'checkout', 'switch']);

/** Returns the error for a failed command. Only lines that begin with git's own words are shown. */
export function explain(subcommand: string, stderr: string, code: number): ToolError {
  const lines = stderr.split(/[\n\r]/);
  if (
    hooked.has(subcommand) &&
    code === 1 &&
    !unmarked.test(stderr) &&
    !lines.some((line) => /^(fatal|error|CONFLICT|Automatic merge failed)\b/.test(line))
  ) {
    const said = shownText(scrubbed(stderr.trim()));
    if (said !== '')
      return new ToolError(
        'conflict',
        `git ${subcommand} was stopped, most likely by a hook. It printed:\n${said.length > mostHookWords ? `... ${said.slice(-mostHookWords)}` : said}`,
        { cause: new Error(stderr) },
      );
  }
  for (const [pattern, errorCode, message] of meanings) {
    const match = pattern.exec(stderr);
    if (match !== null)
      return new ToolError(
        errorCode,
        scrubbed(message.replace(/\$(\d)/g, (_, n: string) => shownMatch(match[Number(n)] ?? ''))),
        { cause: new Error(stderr) },
      );
  }
  if (hooked.has(subcommand) && code === 1 && stderr.trim() === '')
    return new ToolError(
      'conflict',
      `git ${subcommand} was stopped and printed nothing, most likely by a hook that refuses without a word. git_audit lists the hooks.`,
    );
  return new ToolError('conflict', `git ${subcommand} failed${words(lines, code)}`, { cause: new Error(stderr) });
}

/** The longest list of files in a message. */
const mostListed = 10;

/** Text of git's in a sentence; a list of files, one a line after a tab, becomes one line. */
function shownMatch(text: string): string {
  if (!text.startsWith('\t')) return shownText(text.slice(0, 200));
  const names = text
    .split('\n')
    .filter(Boolean)
    .map((line) => shownLine(line.slice(1, 200)));
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : '';
  return `${names.slice(0, mostListed).join(', ')}${more}`;
}

/** Returns the messages of git and its programs, without progress. */
export const saidBy = (stderr: string): string => told(stderr.split(/[\n\r]/));

function told(lines: readonly string[]): string {
  const said = lines
    .filter((line) => /^(fatal|error|remote|hint|batch response): |^(Error|Smudge error)\b/.test(line))
    .filter((line) => !/^remote: (Enumerating|Counting|Compressing|Resolving|Total)\b/.test(line))
    .map((line) => line.replace(/^(fatal|error|hint): /, ''));
  return shownText(scrubbed(said.join('\n'))).slice(0, mostWords);
}

function words(lines: readonly string[], code: number): string {
  const text = told(lines);
  return text === '' ? ` (exit code ${code}).` : `: ${text}`;
}
