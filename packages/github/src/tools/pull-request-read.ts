import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, fields, pageOf, paging, positive, repository } from '../input.ts';
import { pullMethods, pullReads } from '../pulls/reads.ts';

export const pullRequestRead = defineTool({
  name: 'pull_request_read',
  title: 'Read pull request',
  description:
    'Read one pull request: itself with its body, its diff, files, commits, reviews, review threads, comments of the conversation, status or check runs. after continues a diff or threads.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    method: choice(pullMethods),
    after: z.string().optional(),
    ...fields,
    ...paging,
  }),
  handler: ({ method, owner, repo, pullNumber, after, fields: wanted, ...paged }, { github }: Context, call) =>
    pullReads[method](
      { at: { owner, repo, pull_number: pullNumber }, after, fields: wanted, paged, paging: pageOf(paged) },
      github,
      call,
    ),
});
