import { defineTool, z } from '@mcp-reference/kit';
import { aliases, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updateIssue } from '../operations/issues/write.ts';

export const setIssueFields = defineTool({
  name: 'set_issue_fields',
  title: 'Set issue fields',
  description: 'Set or clear custom fields of an issue.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    fields: z
      .array(
        z.object({
          field_name: z.string().optional(),
          field_id: z.coerce.string().optional().describe('Instead of field_name.'),
          value: z.unknown().optional(),
          field_option_name: z.string().optional().describe('For a single select.'),
          text_value: z.string().optional(),
          number_value: z.number().optional(),
          date_value: z.string().optional().describe('ISO date.'),
          single_select_option_id: z.coerce.string().optional(),
          delete: z.boolean().optional().describe('Clear the field.'),
        }),
      )
      .describe('Custom fields.'),
  }),
  handler: ({ owner, repo, issue_number, fields: issue_fields }, { github }: Context, call) =>
    updateIssue(github, { owner, repo }, { issue_number, issue_fields }, call),
});
