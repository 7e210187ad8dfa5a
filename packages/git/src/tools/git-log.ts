import { defineTool, z } from '@mcp-reference/kit';
import { pageCursor, readPaths, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { logData } from '../data.ts';
import { logText } from '../operations/log.ts';

const input = z.object({
  repo_path: repoPath,
  max_count: z.number().int().min(1).max(1000).default(10).describe('How many at most.'),
  start_timestamp: z.string().optional().describe('2026-01-15, or "2 weeks ago".'),
  end_timestamp: z.string().optional().describe('Until when.'),
  revision: z.string().optional().describe('Where to start, or A..B. Default HEAD.'),
  all: z.boolean().optional().describe('All branches and tags.'),
  author: z.string().min(1).max(200).optional().describe('Part of the name or address.'),
  message: z.string().min(1).max(500).optional().describe('Text in the message.'),
  paths: readPaths,
  follow: z.boolean().optional().describe('One file, through renames.'),
  lines: z.string().optional().describe('"10,20" or ":name", with one path.'),
  pickaxe: z.string().max(1000).optional().describe('A text that came or went.'),
  pickaxe_regex: z.boolean().optional().describe('pickaxe is a regular expression for changed lines.'),
  first_parent: z.boolean().optional().describe('Leave out what merges brought.'),
  merges: z.enum(['no', 'only']).optional().describe('Without merges, or only merges.'),
  detail: z.enum(['line', 'full', 'stat']).default('line').describe('full has messages, stat counts.'),
  cursor: pageCursor,
});

export type LogInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitLog = defineTool({
  name: 'git_log',
  title: 'Log',
  description:
    'List commits, newest first, a line each. Narrow by date, author, message, paths; pickaxe finds the commits that added or removed a text; lines gives the history of some lines or a function of one file. For one commit with its changes use git_show.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: {
    path: 'paths',
    limit: 'max_count',
    since: 'start_timestamp',
    until: 'end_timestamp',
    branch: 'revision',
    grep: 'message',
  },
  input,
  output: logData,
  view: true,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return logText(await git.open(repo_path, call), input, call);
  },
});
