import { defineTool, z } from '@mcp-reference/kit';
import { pushCommit } from '../operations/content/push-commit.ts';
import type { Context } from '../context.ts';
import { branchName, choice, nonBlank, repository } from '../arguments.ts';
import { count, plain } from '../present/text.ts';

export const pushFiles = defineTool({
  name: 'push_files',
  title: 'Push files',
  description: 'Write or delete several files in one commit on a branch.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    branch: branchName(),
    message: nonBlank(),
    files: z
      .array(
        z.object({
          path: z.string(),
          content: z.string().optional(),
          encoding: choice(['utf-8', 'base64']).optional().describe('base64 for binary files.'),
          mode: z.enum(['100644', '100755']).optional().describe('Kept if absent.'),
          delete: z.boolean().optional().describe('Instead of content.'),
        }),
      )
      .min(1),
  }),
  async handler({ owner, repo, branch, message, files }, { github }: Context, call) {
    const { sha, notes, count: pushed } = await pushCommit(github, { owner, repo, branch, message, files }, call);
    return [`Pushed ${count(pushed, 'file')} to ${plain(branch)} in commit ${sha}`, ...notes].join('\n');
  },
});
