import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { bodies, bodyKinds } from '../operations/content/bodies.ts';
import { replaceAll } from '../operations/content/replace-once.ts';
import type { Context } from '../context.ts';
import { choice, positive, repository } from '../arguments.ts';
import { writeOut } from '../present/written-out.ts';
import { textHash } from '../present/text.ts';

export const editBody = defineTool({
  name: 'edit_body',
  title: 'Edit body',
  description: 'Replace parts of a body, such as a checkbox: each old text must occur exactly once.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    kind: choice(bodyKinds),
    number: positive().describe('Number, or id of the comment or release.'),
    edits: z.array(z.object({ old: z.string(), new: z.string() })).min(1),
    body_sha: z.string().optional().describe('Expected, as read.'),
  }),
  async handler({ owner, repo, kind, number, edits, body_sha }, { github }: Context, call) {
    const { read, write } = bodies[kind];
    const before = await read(github, { owner, repo, number }, call);
    const hash = textHash(before);
    if (body_sha !== undefined && body_sha !== hash)
      throw new ToolError('conflict', `The body has changed: its body_sha is now ${hash}. Read it again, then edit.`);
    const { text: after, note } = replaceAll(before, edits, 'the body');
    // Every write restores what reading wrote out; this text is the real one.
    const url = await write(github, { owner, repo, number, body: writeOut(after) }, call);
    return `Edited; body_sha is now ${textHash(after)}${note}: ${url}`;
  },
});
