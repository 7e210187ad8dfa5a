import { ToolError, type Call } from '@mcp-reference/kit';
import { mergeBase, mergeTree } from '../git/commands/refs.ts';
import type { Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, headCommit } from '../git/revision.ts';
import { under } from '../present.ts';
import { count, decoded, shownLine } from '../text.ts';

export interface Preview {
  clean: boolean;
  conflicts: string[];
  messages: string[];
}

/** Computes the result of merging two commits, without keeping anything. */
export async function previewMerge(repo: Repository, ours: Oid, theirs: Oid, call: Call): Promise<Preview> {
  if (!repo.has([2, 38])) throw new ToolError('unsupported', 'A preview of a merge needs git 2.38 or newer.');
  const { stdout, code } = await repo.runWithoutKeeping(mergeTree(ours, theirs), call);
  const fields = decoded(stdout).split('\0');
  const end = fields.indexOf('', 1);
  const conflicts = end === -1 ? [] : fields.slice(1, end).map(shownLine);
  const messages: string[] = [];
  // Per message: how many paths, the paths, a stable type, the text.
  for (let at = end === -1 ? fields.length : end + 1; at < fields.length;) {
    const paths = Number(fields[at]);
    if (!Number.isInteger(paths) || fields[at] === '') break;
    const [kind = '', text = ''] = fields.slice(at + 1 + paths, at + 3 + paths);
    if (kind.startsWith('CONFLICT'))
      messages.push(
        `${shownLine(kind)}: ${fields
          .slice(at + 1, at + 1 + paths)
          .map(shownLine)
          .join(', ')}${/modify\/delete|rename/.test(kind) ? ` (${shownLine(text.trim())})` : ''}`,
      );
    at += 3 + paths;
  }
  return { clean: code === 0, conflicts, messages };
}

/** The answer to "what would this merge do?". */
export async function previewText(repo: Repository, revision: string, call: Call): Promise<string> {
  const [ours, theirs] = [await headCommit(repo), await commitOf(repo, revision)];
  const base = await repo.text(mergeBase(ours, theirs), call);
  if (base === theirs) return under([`${shownLine(revision)} is merged already`]);
  const preview = await previewMerge(repo, ours, theirs, call);
  const how = base === ours ? 'a fast-forward' : preview.clean ? 'clean' : count(preview.conflicts.length, 'conflict');
  return under([`merging ${shownLine(revision)} would be ${how}`], preview.messages);
}
