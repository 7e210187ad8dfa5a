import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { branchName, choice, repository } from '../arguments.ts';
import { switches } from '../operations/repositories/switches.ts';
import { updateRepository as update } from '../operations/repositories/update.ts';

export const updateRepository = defineTool({
  name: 'update_repository',
  title: 'Update repository',
  description:
    'Update settings of a repository; topics replaces the whole list. Changing visibility, archiving or the default branch asks the user first.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    name: z.string().optional(),
    description: z.string().optional(),
    homepage: z.string().optional(),
    default_branch: branchName().optional(),
    visibility: choice(['public', 'private']).optional(),
    archived: z.boolean().optional(),
    enable: z
      .array(z.string())
      .optional()
      .describe(`${switches.join(', ')}.`),
    disable: z.array(z.string()).optional().describe('As in enable.'),
    topics: z.array(z.string()).optional().describe('The whole list.'),
  }),
  handler: (asked, { github }: Context, call) => update(github, asked, call),
});
