import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { listed } from '../present/listed.ts';
import { facts, list, plain } from '../present/text.ts';

export const listIssueFields = defineTool({
  name: 'list_issue_fields',
  title: 'List issue fields',
  description: 'List the custom issue fields of an organization.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ owner: z.string(), repo: z.string().optional() }),
  async handler({ owner }, { github }: Context, call) {
    const { data: items } = await github.request('GET /orgs/{org}/issue-fields', { org: owner }, call);
    return listed(
      {
        items,
        one: 'field',
        line: ({ id, name, data_type, options }) =>
          facts([
            `${plain(name)} (${data_type})`,
            options && options.length > 0 && `options ${list(options.map((option) => option.name ?? ''))}`,
            `id ${id}`,
          ]),
      },
      call.budget,
    );
  },
});
