import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { afterPaging, aliases, choice, fields } from '../arguments.ts';
import { advisoryLine } from '../present/advisory.ts';
import { listed } from '../present/listed.ts';

export const listOrgRepositorySecurityAdvisories = defineTool({
  name: 'list_org_repository_security_advisories',
  title: 'List organization advisories',
  description: 'List the security advisories of all repositories of an organization.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    org: z.string(),
    state: choice(['triage', 'draft', 'published', 'closed']).optional(),
    sort: choice(['created', 'updated', 'published']).optional(),
    direction: choice(['asc', 'desc']).optional(),
    ...fields,
    ...afterPaging,
  }),
  async handler({ fields: wanted, perPage = 30, ...asked }, { github }: Context, call) {
    const { data: items, ...page } = await github.rest.securityAdvisories.listOrgRepositoryAdvisories(
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
