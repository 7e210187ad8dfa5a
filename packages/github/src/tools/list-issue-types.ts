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
    const page =
      repo === undefined
        ? await github.list('GET /orgs/{org}/issue-types', { org: owner }, call)
        : await github.list('GET /repos/{owner}/{repo}/issue-types', { owner, repo }, call);
    const types = page.items.filter((type) => type !== null);
    return listed(
      {
        items: types,
        one: 'type',
        line: ({ name, description }) => `${plain(name)}${description ? `: ${quoted(description)}` : ''}`,
      },
      call.budget,
    );
  },
});
