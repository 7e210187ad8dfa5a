import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { logText } from '../work/log.ts';

export const gitLog = defineTool({
  name: 'git_log',
  title: 'Log',
  description:
    'List commits, newest first, a line each. Narrow by date, author, message, paths; pickaxe finds the commits that added or removed a text; lines gives the history of some lines or a function of one file. For one commit with its changes use git_show.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    max_count: z.number().int().min(1).max(1000).default(10),
    start_timestamp: z.string().optional().describe('2026-01-15, or "2 weeks ago".'),
    end_timestamp: z.string().optional(),
    revision: z.string().optional().describe('Where to start, or A..B. Default HEAD.'),
    all: z.boolean().optional().describe('All branches and tags.'),
    author: z.string().min(1).max(200).optional(),
    message: z.string().min(1).max(500).optional().describe('Text in the message.'),
    paths: z.array(z.string()).optional(),
    follow: z.boolean().optional().describe('One file, through renames.'),
    lines: z.string().optional().describe('"10,20" or ":name", with one path.'),
    pickaxe: z.string().max(1000).optional(),
    pickaxe_regex: z.boolean().optional(),
    first_parent: z.boolean().optional(),
    merges: z.enum(['no', 'only']).optional(),
    detail: z.enum(['line', 'full', 'stat']).default('line'),
    cursor: z.string().optional(),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return logText(await git.open(repo_path, call), input, call);
  },
});
