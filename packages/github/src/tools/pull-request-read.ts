import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { refuse } from '../operations/report.ts';
import { choice, fields, pageOf, paging, positive, pullAliases, repository } from '../arguments.ts';
import { pullMethods, pullReads } from '../operations/pulls/reads.ts';

export const pullRequestRead = defineTool({
  name: 'pull_request_read',
  title: 'Read pull request',
  description:
    'Read one pull request: get with its body, or its diff, status, files, commits, threads on code (get_review_comments), reviews, conversation or checks.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    method: choice(pullMethods),
    after: z.string().optional().describe('Continues a cut answer.'),
    unresolved_only: z.boolean().optional().describe('For review threads.'),
    ...fields,
    ...paging,
  }),
  view: true,
  handler: (
    { method, owner, repo, pullNumber, after, unresolved_only, fields: wanted, ...paged },
    { github }: Context,
    call,
  ) => {
    if (method !== 'get_review_comments') refuse({ unresolved_only }, 'goes with method get_review_comments');
    return pullReads[method](
      {
        at: { owner, repo, pull_number: pullNumber },
        after,
        unresolvedOnly: unresolved_only,
        fields: wanted,
        paged,
        paging: pageOf(paged),
      },
      github,
      call,
    );
  },
});
