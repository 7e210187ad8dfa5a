import { defineTool, z } from '@mcp-reference/kit';
import { pageCursor, readPaths, repoPath, text, upTo } from '../arguments.ts';
import type { Context } from '../context.ts';
import { logData } from '../data.ts';
import { logText } from '../operations/log.ts';

const input = z.object({
  repo_path: repoPath,
  max_count: upTo(1_000).default(10).describe('Most entries.'),
  start_timestamp: z.string().optional().describe('2026-01-15 or "2 weeks ago".'),
  end_timestamp: z.string().optional().describe('A day alone: until it begins.'),
  revision: z.string().optional().describe('Start, or A..B.'),
  all: z.boolean().optional().describe('All branches and tags.'),
  author: text(200, 1).optional().describe('Part of name or address.'),
  message: text(500, 1).optional().describe('Text in the message.'),
  paths: readPaths,
  follow: z.boolean().optional().describe('One path, through renames.'),
  lines: z.string().optional().describe('"10,20" or ":name"; one path.'),
  pickaxe: text(1_000).optional().describe('Text that came or went.'),
  pickaxe_regex: z.boolean().optional().describe('pickaxe matches changed lines as a regular expression.'),
  first_parent: z.boolean().optional().describe('Only first parents.'),
  merges: z.enum(['no', 'only']).optional().describe('None, or only merges.'),
  detail: z.enum(['line', 'full', 'stat']).default('line').describe('full: messages; stat: counts.'),
  cursor: pageCursor,
});

export type LogInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitLog = defineTool({
  name: 'git_log',
  title: 'Log',
  description:
    'List commits, newest first. pickaxe finds those that added or removed a text; lines gives the history of lines or a function of one file. For one commit with its changes use git_show.',
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
