import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { issueRecord, issuesData } from '../data.ts';
import { issuesOf, longSort } from '../operations/issues/list.ts';
import { aliases, choice, fields, moment, paging, repository } from '../arguments.ts';
import { issueLine } from '../present/issue.ts';
import { listed } from '../present/listed.ts';

export const listIssues = defineTool({
  name: 'list_issues',
  title: 'List issues',
  description: 'List issues of a repository, newest first; for words use search_issues.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: { ...aliases, sort: 'orderBy' },
  input: z.object({
    ...repository,
    state: choice(['open', 'closed', 'all']).optional(),
    labels: z.array(z.string()).optional(),
    orderBy: z.preprocess(longSort, z.enum(['created_at', 'updated_at', 'comments'])).optional(),
    direction: choice(['asc', 'desc']).optional(),
    since: moment().optional().describe('Updated since: ISO time.'),
    assignee: z.string().optional().describe('Login, none or *.'),
    milestone: z.coerce.string().optional().describe('Number, title, none or *.'),
    after: z.string().optional().describe('Cursor, instead of page.'),
    field_filters: z
      .array(z.object({ field_name: z.string(), value: z.string().optional(), values: z.array(z.string()).optional() }))
      .optional()
      .describe('By custom field.'),
    ...fields,
    ...paging,
  }),
  output: issuesData,
  view: true,
  async handler({ fields: wanted, page: given, perPage = 30, after: cursor, ...asked }, { github }: Context, call) {
    if (cursor !== undefined && given !== undefined) throw new ToolError('invalid', 'Give page or after, not both.');
    const start = cursor === undefined ? { page: given ?? 1 } : { after: cursor };
    const { issues, note, at, next } = await issuesOf(github, { ...asked, per_page: perPage }, start, call);
    return listed(
      {
        items: issues,
        one: 'issue',
        line: (issue) => issueLine(issue),
        record: issueRecord,
        fields: wanted,
        next,
        note,
        page: at.page,
        perPage,
        after: at.after,
        cursor: 'also',
      },
      call.budget,
      call.data,
    );
  },
});
