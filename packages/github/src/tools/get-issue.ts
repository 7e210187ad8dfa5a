import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, repository } from '../arguments.ts';
import { issueReads } from '../operations/issues/reads.ts';

export const getIssue = defineTool({
  name: 'get_issue',
  title: 'Get issue',
  description: 'The older name of issue_read get.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, issue_number: positive() }),
  handler: (asked, { github }: Context, call) => issueReads.get(asked, github, call),
});
