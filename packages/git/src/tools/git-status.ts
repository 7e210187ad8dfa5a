import { defineTool, fromCursor, toCursor, z } from '@mcp-reference/kit';
import { pageCursor, readPaths, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { statusData } from '../data.ts';
import { askedPatterns } from '../git/asked-paths.ts';
import { showPath } from '../git/paths.ts';
import { readStatus } from '../git/status.ts';
import {
  branchLine,
  changeCounts,
  changeLine,
  goesOn,
  operationLine,
  statusRecord,
  suppressedNote,
  under,
} from '../present.ts';
import { count } from '../text.ts';
import { unmatched } from '../operations/unmatched.ts';

export const gitStatus = defineTool({
  name: 'git_status',
  title: 'Status',
  description:
    'List what is changed: two letters a file, the first for what is staged, the second for what is not ("." is unchanged, "?" untracked, "U" in conflict). The first line has branch, upstream and what is in progress. For the changes themselves use git_diff.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { path: 'paths' },
  input: z.object({
    repo_path: repoPath,
    paths: readPaths,
    untracked: z.enum(['normal', 'all', 'no']).default('normal').describe('normal shows a new folder as one line.'),
    ignored: z.boolean().default(false).describe('List ignored files too.'),
    limit: z.number().int().min(1).max(5000).default(300).describe('How many at most.'),
    cursor: pageCursor,
  }),
  output: statusData,
  async handler({ repo_path, paths = [], untracked, ignored, limit, cursor }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    const status = await readStatus(repo, call, { untracked, ignored, paths: await askedPatterns(repo, paths, call) });
    const lines = [
      ...status.conflicts.map(changeLine),
      ...status.changes.map(changeLine),
      ...status.untracked.map((path) => `?? ${showPath(path)}`),
      ...status.ignored.map((path) => `!! ${showPath(path)}`),
    ];
    const start = cursor === undefined ? 0 : fromCursor('status', cursor, z.number().int().min(0));
    const shown: string[] = [];
    let used = 0;
    for (const line of lines.slice(start, start + limit)) {
      used += line.length + 1;
      if (used > call.budget) break;
      shown.push(line);
    }
    const end = start + shown.length;
    const unknown = lines.length === 0 ? await unmatched(repo, paths, undefined, call) : undefined;
    const goesOnWith = end < lines.length ? toCursor('status', end) : undefined;
    call.data?.({ ...statusRecord(status, start, end), ...(goesOnWith !== undefined && { cursor: goesOnWith }) });
    return under(
      [
        branchLine(status),
        changeCounts(status),
        unknown,
        status.stashes > 0 && count(status.stashes, 'stash', 'stashes'),
        operationLine(repo.layout.operation),
        suppressedNote(repo),
        goesOn(goesOnWith),
      ],
      shown,
    );
  },
});
