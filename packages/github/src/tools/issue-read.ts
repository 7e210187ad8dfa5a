import { defineTool, z } from '@mcp-reference/kit';
import { aliases, choice, fields, paging, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { refuse } from '../operations/report.ts';
import { issueMethods, issueReads } from '../operations/issues/reads.ts';

export const issueRead = defineTool({
  name: 'issue_read',
  title: 'Read issue',
  description: 'Read one issue: get with its body, or its comments, sub-issues, parent, labels or timeline.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    method: choice(issueMethods),
    direction: choice(['asc', 'desc']).optional().describe('desc: newest comments first.'),
    after: z.string().optional().describe('Continues a cut text.'),
    ...fields,
    ...paging,
  }),
  handler({ method, ...asked }, { github }: Context, call) {
    if (method !== 'get_comments') refuse({ direction: asked.direction }, 'goes with method get_comments');
    return issueReads[method](asked, github, call);
  },
});
