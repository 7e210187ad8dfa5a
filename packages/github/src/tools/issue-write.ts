import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive, repository, whole } from '../arguments.ts';
import { createIssue, updateIssue } from '../operations/issues/write.ts';

export const issueWrite = defineTool({
  name: 'issue_write',
  title: 'Create or update issue',
  description:
    'Create or update an issue. labels and assignees replace the whole list. To change part of a body use edit_body.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    method: choice(['create', 'update']),
    issue_number: positive().optional(),
    title: z.string().optional(),
    body: z.string().optional(),
    assignees: z.array(z.string()).optional(),
    labels: z.array(z.string()).optional(),
    add_labels: z.array(z.string()).optional(),
    remove_labels: z.array(z.string()).optional(),
    milestone: whole().nullable().optional().describe('Number; null for none.'),
    type: z.string().nullable().optional().describe('Name; null for none.'),
    state: choice(['open', 'closed']).optional(),
    state_reason: choice(['completed', 'not_planned', 'duplicate', 'reopened']).optional().describe('Goes with state.'),
    duplicate_of: positive().optional(),
    issue_fields: z
      .array(
        z.object({
          field_name: z.string(),
          value: z.unknown().optional(),
          field_option_name: z.string().optional().describe('For a single select.'),
          delete: z.boolean().optional().describe('Clear the field.'),
        }),
      )
      .optional()
      .describe('Custom fields.'),
  }),
  handler: ({ owner, repo, method, ...asked }, { github }: Context, call) =>
    method === 'create'
      ? createIssue(github, { owner, repo }, asked, call)
      : updateIssue(github, { owner, repo }, asked, call),
});
