import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive, repository, tagName } from '../arguments.ts';
import { writeRelease } from '../operations/releases/write.ts';

export const releaseWrite = defineTool({
  name: 'release_write',
  title: 'Write release',
  description:
    'Create, update or delete a release; a tag that does not exist is made from target. Deleting asks the user.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  aliases: { tag_name: 'tag', target_commitish: 'target', generate_release_notes: 'generate_notes' },
  input: z.object({
    ...repository,
    method: choice(['create', 'update', 'delete']),
    release_id: positive().optional().describe('Id for update and delete.'),
    tag: tagName().optional().describe('Needed to create.'),
    target: z.string().optional().describe('Branch or commit for a new tag.'),
    name: z.string().optional(),
    body: z.string().optional(),
    draft: z.boolean().optional(),
    prerelease: z.boolean().optional().describe('Not ready for production.'),
    generate_notes: z.boolean().optional().describe('Let GitHub write the body.'),
  }),
  handler: (change, { github }: Context, call) => writeRelease(github, change, call),
});
