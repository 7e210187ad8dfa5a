import { defineTool, z } from '@mcp-reference/kit';
import { pushCommit } from '../operations/content/push-commit.ts';
import type { Context } from '../context.ts';
import { branchName, nonBlank, repository } from '../arguments.ts';
import { plain } from '../present/text.ts';

export const deleteFile = defineTool({
  name: 'delete_file',
  title: 'Delete file',
  description: 'Delete one file in a commit.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({ ...repository, path: z.string(), message: nonBlank(), branch: branchName() }),
  async handler({ owner, repo, path, message, branch }, { github }: Context, call) {
    const { sha, notes } = await pushCommit(
      github,
      { owner, repo, branch, message, files: [{ path, delete: true }] },
      call,
    );
    return [`Deleted ${plain(path)} on ${plain(branch)} in commit ${sha}`, ...notes].join('\n');
  },
});
