import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, repository } from '../input.ts';
import { issuePage } from '../present/issue.ts';

export const getIssue = defineTool({
  name: 'get_issue',
  title: 'Get issue',
  description: 'The older name of issue_read get.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, issue_number: positive() }),
  async handler({ owner, repo, issue_number }, { github }: Context, call) {
    return issuePage(
      await github.get('GET /repos/{owner}/{repo}/issues/{issue_number}', { owner, repo, issue_number }, call),
      call.budget,
    );
  },
});
