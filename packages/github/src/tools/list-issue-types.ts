import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { listed } from '../present/listed.ts';
import { plain, quoted } from '../present/text.ts';

export const listIssueTypes = defineTool({
  name: 'list_issue_types',
  title: 'List issue types',
  description: 'List the issue types of an organization or repository.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ owner: z.string(), repo: z.string().optional() }),
  async handler({ owner, repo }, { github }: Context, call) {
    const { data: items } =
      repo === undefined
        ? await github.rest.orgs.listIssueTypes({ org: owner }, call)
        : await github.request('GET /repos/{owner}/{repo}/issue-types', { owner, repo }, call);
    return listed(
      {
        items,
        one: 'type',
        line: ({ name, description }) => `${plain(name)}${description ? `: ${quoted(description)}` : ''}`,
      },
      call.budget,
    );
  },
});
