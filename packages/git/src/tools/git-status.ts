import { defineTool, z } from '@mcp-reference/kit';
import { pageCursor, readPaths, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { statusData } from '../data.ts';
import { statusText } from '../operations/status.ts';

const input = z.object({
  repo_path: repoPath,
  paths: readPaths,
  untracked: z.enum(['normal', 'all', 'no']).default('normal').describe('normal shows a new folder as one line.'),
  ignored: z.boolean().default(false).describe('List ignored files too.'),
  limit: z.number().int().min(1).max(5000).default(300).describe('How many at most.'),
  cursor: pageCursor,
});

export type StatusInput = z.infer<typeof input>;

export const gitStatus = defineTool({
  name: 'git_status',
  title: 'Status',
  description:
    'List what is changed: two letters a file, the first for what is staged, the second for what is not ("." is unchanged, "?" untracked, "U" in conflict). The first line has branch, upstream and what is in progress. For the changes themselves use git_diff.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { path: 'paths' },
  input,
  output: statusData,
  handler: async (asked, { git }: Context, call) => statusText(await git.open(asked.repo_path, call), asked, call),
});
