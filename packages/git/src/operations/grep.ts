import { fromCursor, toCursor, z, ToolError, type Call, moreWith } from '@mcp-reference/kit';
import { grep } from '../git/commands/objects.ts';
import { askedPatterns } from '../git/asked-paths.ts';
import { folderOf, linkedFolders } from '../git/linked-folders.ts';
import { showPath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { resolve } from '../git/revision.ts';
import { isSparse } from '../git/sparse.ts';
import { under } from '../present.ts';
import { some } from './consent.ts';
import { grepLines, type GrepLine } from './grep-lines.ts';
import { unmatched } from './unmatched.ts';
import { count, cutLine, decoded, shownLine, shownText } from '../text.ts';
import type { GrepInput } from '../tools/git-grep.ts';

const MiB = 1024 * 1024;
const mostOutput = 8 * MiB;
/** The longest line that is shown whole, in characters. */
const mostLine = 300;

/** Lines of tracked files that match, grouped by file; at any revision. */
export async function grepText(repo: Repository, input: GrepInput, call: Call): Promise<string> {
  if (/[\0\n]/.test(input.pattern)) throw new ToolError('invalid', 'The pattern contains a NUL or a line end.');
  const tree =
    input.revision === undefined && repo.layout.top !== undefined
      ? undefined
      : (await resolve(repo, input.revision ?? 'HEAD', 'tree')).oid;
  const { stdout, cut } = await repo.run(
    grep({
      pattern: input.pattern,
      tree,
      fixed: input.literal,
      ignoreCase: input.ignore_case,
      word: input.word,
      context: input.context,
      max: mostOutput,
      paths: await askedPatterns(repo, input.paths ?? [], call),
      untracked: input.untracked,
    }),
    call,
    { cut: true },
  );
  const skip = input.cursor === undefined ? 0 : fromCursor('grep', input.cursor, z.number().int().min(0));
  const page: GrepLine[] = [];
  let [used, seen] = [0, 0];
  let more = false;
  for (const found of grepLines(stdout, tree ? `${tree}:` : '')) {
    if (seen++ < skip) continue;
    used += Math.min(found.text.length, mostLine + 30) + 10;
    if (page.at(-1)?.file.equals(found.file) !== true) used += found.file.length + 1;
    if (page.length >= input.limit || (used > call.budget && page.length > 0)) {
      more = true;
      break;
    }
    page.push(found);
  }
  // Git follows a link that replaces a tracked folder: what it finds there is not in this repository.
  const linked = tree === undefined ? await linkedFolders(repo, page.map(fileOf), call) : [];
  const matches = page.filter((found) => linked.length === 0 || !linked.includes(folderOf(found.file)));
  const unknown = seen === 0 ? await unmatched(repo, input.paths ?? [], tree, call) : undefined;
  const next = more ? toCursor('grep', skip + page.length) : undefined;
  return under(
    [
      matches.length === 0 && !more
        ? 'no match'
        : `${count(matches.length, 'line')} in ${count(new Set(matches.map(({ file }) => file.toString('latin1'))).size, 'file')}`,
      input.revision && `at ${shownLine(input.revision)}`,
      unknown,
      tree === undefined && isSparse(repo) && 'only what the sparse checkout has; revision "HEAD" searches every file',
      linked.length > 0 && `not searched, reached by a link: ${some(linked.map(shownLine))}`,
      cut && 'searching stopped: too many matches',
      moreWith(next),
    ],
    linesOf(matches),
  );
}

const fileOf = ({ file }: GrepLine): Buffer => file;

/** Matches below the name of their file. */
const linesOf = (matches: readonly GrepLine[]): string[] =>
  matches.flatMap(({ file, line, text }, index) => [
    ...(matches[index - 1]?.file.equals(file) === true ? [] : [showPath(file)]),
    `  ${line}: ${cutLine(shownText(decoded(text)), mostLine)}`,
  ]);
