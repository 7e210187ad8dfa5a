import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive, repository } from '../input.ts';
import { fieldValues } from '../issues/field-values.ts';

export const issueWrite = defineTool({
  name: 'issue_write',
  title: 'Create or update issue',
  description:
    'Create an issue, or update one: what is given replaces what was there. To change a part of a body use edit_body.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    method: choice(['create', 'update']),
    issue_number: positive().optional(),
    title: z.string().optional(),
    body: z.string().optional(),
    assignees: z.array(z.string()).optional(),
    labels: z.array(z.string()).optional(),
    milestone: positive().optional(),
    type: z
      .preprocess((value) => value ?? '', z.string())
      .optional()
      .describe('"": none.'),
    state: choice(['open', 'closed']).optional(),
    state_reason: choice(['completed', 'not_planned', 'duplicate']).optional(),
    duplicate_of: positive().optional(),
    issue_fields: z
      .array(
        z.object({
          field_name: z.string(),
          value: z.unknown().optional(),
          field_option_name: z.string().optional(),
          delete: z.boolean().optional(),
        }),
      )
      .optional(),
  }),
  async handler(
    {
      owner,
      repo,
      method,
      issue_number,
      title,
      type: given,
      issue_fields = [],
      duplicate_of,
      state,
      state_reason,
      ...rest
    },
    { github }: Context,
    call,
  ) {
    const at = { owner, repo };
    const type = given === '' ? null : given;
    if (method === 'create') {
      if (title === undefined) throw new ToolError('invalid', 'A new issue needs a title.');
      const { values } = await fieldValues(github, { owner, fields: issue_fields }, call);
      const made = await github.write(
        'POST /repos/{owner}/{repo}/issues',
        { ...at, title, type, ...rest, issue_field_values: values },
        call,
      );
      return `Created issue #${made.number}: ${made.html_url}`;
    }
    if (issue_number === undefined) throw new ToolError('invalid', 'To update an issue give its issue_number.');
    if (duplicate_of !== undefined && state_reason !== 'duplicate')
      throw new ToolError('invalid', 'duplicate_of goes with state_reason duplicate.');
    const original =
      duplicate_of === undefined
        ? undefined
        : await github.get(
            'GET /repos/{owner}/{repo}/issues/{issue_number}',
            { ...at, issue_number: duplicate_of },
            call,
          );
    const { values, removed } = await fieldValues(github, { owner, fields: issue_fields }, call);
    const updated = await github.write(
      'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
      {
        ...at,
        issue_number,
        title,
        type,
        ...rest,
        state: state ?? (state_reason === undefined ? undefined : 'closed'),
        state_reason,
        duplicate_issue_id: original === undefined ? undefined : Number(original.id),
        issue_field_values: values,
      },
      call,
    );
    for (const issue_field_id of removed)
      await github.write(
        'DELETE /repos/{owner}/{repo}/issues/{issue_number}/issue-field-values/{issue_field_id}',
        { ...at, issue_number, issue_field_id },
        call,
      );
    return `Updated issue #${updated.number} (${updated.state}): ${updated.html_url}`;
  },
});
