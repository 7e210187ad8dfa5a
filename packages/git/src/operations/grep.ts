import { fromCursor, toCursor, z, ToolError, type Call } from '@mcp-reference/kit';
import { grep } from '../git/commands/objects.ts';
import { askedPatterns } from '../git/asked-paths.ts';
import { showPath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { resolve } from '../git/revision.ts';
import { goesOn, under } from '../present.ts';
import { grepLines } from './grep-lines.ts';
import { unmatched } from './unmatched.ts';
import { count, decoded, shownLine, shownText } from '../text.ts';
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
  const lines: string[] = [];
  let [used, seen, shown, files] = [0, 0, 0, 0];
  let more = false;
  let heading = '';
  let file: Buffer | undefined;
  for (const found of grepLines(stdout, tree ? `${tree}:` : '')) {
    if (file === undefined || !file.equals(found.file)) heading = showPath(found.file);
    file = found.file;
    if (seen++ < skip) continue;
    const shownLineText = `  ${found.line}: ${cutLine(shownText(decoded(found.text)))}`;
    if (shown >= input.limit || used + shownLineText.length + heading.length > call.budget) {
      more = true;
      break;
    }
    if (heading !== '') {
      lines.push(heading);
      files++;
      used += heading.length + 1;
      heading = '';
    }
    lines.push(shownLineText);
    used += shownLineText.length + 1;
    shown++;
  }
  const unknown = seen === 0 ? await unmatched(repo, input.paths ?? [], tree, call) : undefined;
  const next = more ? toCursor('grep', skip + shown) : undefined;
  return under(
    [
      shown === 0 && !more ? 'no match' : `${count(shown, 'line')} in ${count(files, 'file')}`,
      input.revision && `at ${shownLine(input.revision)}`,
      unknown,
      cut && 'searching stopped: too many matches',
      goesOn(next),
    ],
    lines,
  );
}

const cutLine = (text: string): string =>
  text.length > mostLine ? `${text.slice(0, mostLine)}... (${text.length} characters)` : text;
