import { defineTool, z } from '@mcp-reference/kit';
import { notKeptLines } from '../operations/kept.ts';
import { nonBlank } from '../arguments.ts';
import type { Context } from '../context.ts';
import { link, plain } from '../present/text.ts';

export const createRepository = defineTool({
  name: 'create_repository',
  title: 'Create repository',
  description: 'Create a repository.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  aliases: { auto_init: 'autoInit' },
  input: z.object({
    name: nonBlank(),
    description: z.string().optional(),
    organization: z.string().optional().describe('Instead of yourself.'),
    private: z.boolean().optional().describe('true if absent.'),
    autoInit: z.boolean().optional().describe('With a README.'),
  }),
  async handler({ name, description, organization, private: hidden = true, autoInit }, { github }: Context, call) {
    const wanted = { name, description, private: hidden, auto_init: autoInit };
    const { data: made } =
      organization === undefined
        ? await github.rest.repos.createForAuthenticatedUser(wanted, call)
        : await github.rest.repos.createInOrg({ org: organization, ...wanted }, call);
    const about = notKeptLines({
      name: [name, made.name],
      private: [hidden, made.private],
      description: [description, made.description],
      organization: [organization, made.owner?.login],
    });
    return `Created ${made.private ? 'private' : 'public'} repository ${plain(made.full_name)}: ${link(made.html_url)}${about}`;
  },
});
