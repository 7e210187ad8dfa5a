import { defineTool, z } from '@mcp-reference/kit';
import { checkReplacement, entryAt } from '../operations/content/entry.ts';
import { replacedPointer } from '../operations/content/lfs.ts';
import { keepLineEnds } from '../operations/content/line-ends.ts';
import type { Context } from '../context.ts';
import { branchName, nonBlank, repository } from '../arguments.ts';
import { facts, plain } from '../present/text.ts';
import { readBack } from '../present/written-out.ts';

export const createOrUpdateFile = defineTool({
  name: 'create_or_update_file',
  title: 'Write file',
  description:
    'Write one whole text file in a commit. For part of one use edit_file_contents, for several or binary files push_files.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    path: z.string(),
    content: z.string(),
    message: nonBlank(),
    branch: branchName(),
    sha: z.string().optional().describe('Blob sha of the file it replaces.'),
    allow_symlink_write: z.boolean().optional().describe('Change where a link leads.'),
  }),
  async handler(
    { owner, repo, path, content, message, branch, sha, allow_symlink_write = false },
    { github }: Context,
    call,
  ) {
    const there = await entryAt(github, { owner, repo, path, ref: branch }, call);
    if (there !== undefined) checkReplacement(there, { path, sha, isLinkMeant: allow_symlink_write });
    // What reading wrote out is restored here, because base64 hides it from the layer below.
    const { text, note } = keepLineEnds(there?.type === 'file' ? there.text : undefined, readBack(content));
    const {
      data: { commit, content: written },
    } = await github.rest.repos.createOrUpdateFileContents(
      { owner, repo, path, message, branch, sha, content: Buffer.from(text).toString('base64') },
      call,
    );
    return facts([
      `${there === undefined ? 'Created' : 'Replaced'} ${plain(path)} on ${plain(branch)} in commit ${commit.sha ?? ''}`,
      `blob sha ${written?.sha ?? ''}`,
      there !== undefined && written?.sha === there.sha && 'the content was the same before',
      replacedPointer(there?.text, text),
      note,
    ]);
  },
});
