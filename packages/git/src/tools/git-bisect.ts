import { defineTool, z } from '@mcp-reference/kit';
import { repoPath, texts } from '../arguments.ts';
import type { Context } from '../context.ts';
import { bisectText } from '../operations/bisect.ts';

const input = z.object({
  repo_path: repoPath,
  action: z.enum(['start', 'good', 'bad', 'skip', 'run', 'reset']).describe('What to do.'),
  bad: z.string().optional().describe('start: a commit that has the fault.'),
  good: texts('start: commits without it.'),
  command: z.array(z.string()).max(50).default([]).describe('run: a program of the repository and its arguments.'),
  revision: z.string().optional().describe('Default: what is checked out.'),
});

export type BisectInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitBisect = defineTool({
  name: 'git_bisect',
  title: 'Bisect',
  description:
    'Find the commit that broke something: start with a bad and good commits, test what is checked out, answer good, bad or skip until the first bad commit is named; reset goes back to where it began. run has a program of a trusted repository answer, after the user agreed.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  confirms: true,
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return bisectText(await git.open(repo_path, call), input, call);
  },
});
