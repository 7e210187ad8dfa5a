import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { fieldsOf } from '../operations/issues/field-values.ts';
import { listed } from '../present/listed.ts';
import { facts, known, plain } from '../present/text.ts';

export const listIssueFields = defineTool({
  name: 'list_issue_fields',
  title: 'List issue fields',
  description: 'List the custom issue fields of an organization.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ owner: z.string(), repo: z.string().optional() }),
  async handler({ owner }, { github }: Context, call) {
    const items = await fieldsOf(github, owner, call);
    return listed(
      {
        items,
        one: 'field',
        line: ({ id, node_id, name, data_type, options }) =>
          facts([
            `${plain(name)} (${known(data_type)})`,
            options &&
              options.length > 0 &&
              `options ${options.map((option) => `${plain(option.name)} (id ${known(option.id)})`).join(', ')}`,
            `id ${known(id)}${node_id ? `, node id ${node_id}` : ''}`,
          ]),
      },
      call.budget,
    );
  },
});
