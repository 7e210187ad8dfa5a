import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, fields, pageOf, paging, positive, repository } from '../arguments.ts';
import { issueLine } from '../present/issue.ts';
import { listed } from '../present/listed.ts';

export const issueDependencyRead = defineTool({
  name: 'issue_dependency_read',
  title: 'Read issue dependencies',
  description: 'List the issues that block an issue, or that it blocks.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    method: choice(['get_blocked_by', 'get_blocking']),
    ...fields,
    ...paging,
  }),
  async handler({ owner, repo, issue_number, method, fields: wanted, ...paged }, { github }: Context, call) {
    const asked = { owner, repo, issue_number, ...pageOf(paged) };
    const { data: items, ...page } =
      method === 'get_blocking'
        ? await github.rest.issues.listDependenciesBlocking(asked, call)
        : await github.rest.issues.listDependenciesBlockedBy(asked, call);
    return listed(
      { items, ...page, ...paged, one: 'issue', line: (issue) => issueLine(issue, true), fields: wanted },
      call.budget,
    );
  },
});
