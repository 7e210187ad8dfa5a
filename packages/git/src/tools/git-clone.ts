import { defineTool, z } from '@mcp-reference/kit';
import { flag } from '../arguments.ts';
import type { Context } from '../context.ts';
import { cloneText } from '../operations/clone.ts';

const input = z.object({
  url: z.string().describe('Address of the repository.'),
  path: z.string().describe('The new folder.'),
  branch: z.string().optional().describe('Check out this one.'),
  depth: z.number().int().min(1).max(1_000_000).optional().describe('Only so many last commits.'),
  bare: flag('Without a work tree.'),
  partial: flag('Fetch file contents when they are needed.'),
});

export type CloneInput = z.infer<typeof input>;

export const gitClone = defineTool({
  name: 'git_clone',
  title: 'Clone',
  description:
    'Copy a repository into a new or empty folder inside the allowed ones. For large ones: depth (only the last commits) or partial (file contents come when they are checked out).',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input,
  async handler(input, { git }: Context, call) {
    return cloneText(git, input, call);
  },
});
