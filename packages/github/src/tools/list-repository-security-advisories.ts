import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { afterPaging, aliases, choice, fields, repository } from '../arguments.ts';
import { advisoryLine } from '../present/advisory.ts';
import { listed } from '../present/listed.ts';

export const listRepositorySecurityAdvisories = defineTool({
  name: 'list_repository_security_advisories',
  title: 'List repository advisories',
  description: 'List the security advisories of a repository.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    state: choice(['triage', 'draft', 'published', 'closed']).optional(),
    sort: choice(['created', 'updated', 'published']).optional(),
    direction: choice(['asc', 'desc']).optional(),
    ...fields,
    ...afterPaging,
  }),
  async handler({ fields: wanted, perPage = 30, ...asked }, { github }: Context, call) {
    const { data: items, ...page } = await github.rest.securityAdvisories.listRepositoryAdvisories(
      { ...asked, per_page: perPage },
      call,
    );
    return listed(
      {
        items,
        ...page,
        after: asked.after,
        perPage,
        cursor: 'only',
        one: 'advisory',
        many: 'advisories',
        line: advisoryLine,
        fields: wanted,
      },
      call.budget,
    );
  },
});
