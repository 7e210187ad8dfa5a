import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, repository } from '../input.ts';

export const createIssue = defineTool({
  name: 'create_issue',
  title: 'Create issue',
  description: 'The older name of issue_write create.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    title: z.string(),
    body: z.string().optional(),
    assignees: z.array(z.string()).optional(),
    milestone: positive().optional(),
    labels: z.array(z.string()).optional(),
  }),
  async handler(given, { github }: Context, call) {
    const { number, html_url } = await github.write('POST /repos/{owner}/{repo}/issues', given, call);
    return `Created issue #${number}: ${html_url}`;
  },
});
