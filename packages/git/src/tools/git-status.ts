import { defineTool, z } from '@mcp-reference/kit';
import { flag, pageCursor, readPaths, repoPath, upTo } from '../arguments.ts';
import type { Context } from '../context.ts';
import { statusData } from '../data.ts';
import { statusText } from '../operations/status.ts';

const input = z.object({
  repo_path: repoPath,
  paths: readPaths,
  untracked: z.enum(['normal', 'all', 'no']).default('normal').describe('normal: a new folder is one line.'),
  ignored: flag('Ignored files too.'),
  limit: upTo(5_000).default(300).describe('Most entries.'),
  cursor: pageCursor,
});

export type StatusInput = z.infer<typeof input>;

export const gitStatus = defineTool({
  name: 'git_status',
  title: 'Status',
  description:
    'List changed files: first letter staged, second not staged ("." unchanged, "?" untracked, "U" in conflict); the first line has branch, upstream and operation in progress.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { path: 'paths' },
  input,
  output: statusData,
  handler: async (asked, { git }: Context, call) => statusText(await git.open(asked.repo_path, call), asked, call),
});
