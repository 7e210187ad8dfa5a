import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { editableText } from '../operations/content/entry.ts';
import { replaceAll } from '../operations/content/replace-once.ts';
import type { Context } from '../context.ts';
import { branchName, nonBlank, repository } from '../arguments.ts';
import { plain } from '../present/text.ts';

export const editFileContents = defineTool({
  name: 'edit_file_contents',
  formerName: 'edit_file',
  title: 'Edit file',
  description: 'Replace parts of a text file on a branch: each old text must occur exactly once.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    path: z.string(),
    branch: branchName(),
    message: nonBlank(),
    edits: z.array(z.object({ old: z.string(), new: z.string() })).min(1),
    sha: z.string().optional().describe('Expected blob sha.'),
  }),
  async handler({ owner, repo, path, branch, message, edits, sha }, { github }: Context, call) {
    const file = await editableText(github, { owner, repo, path, ref: branch }, call);
    if (sha !== undefined && sha !== file.sha)
      throw new ToolError(
        'conflict',
        `${plain(path)} has changed: its blob sha is now ${file.sha}. Read it again, then edit.`,
      );
    const { text, note } = replaceAll(file.text, edits, plain(path));
    const {
      data: { commit, content },
    } = await github.rest.repos.createOrUpdateFileContents(
      { owner, repo, path, message, branch, sha: file.sha, content: Buffer.from(text).toString('base64') },
      call,
    );
    return `Edited ${plain(path)} on ${plain(branch)} in commit ${commit.sha ?? ''}; blob sha ${content?.sha ?? ''}${note}`;
  },
});
