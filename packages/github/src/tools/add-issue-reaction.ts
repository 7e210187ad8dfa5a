import { defineTool, z } from '@mcp-reference/kit';
import { aliases, choice, positive, reactions, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { reactToIssue } from '../operations/issues/react.ts';

export const addIssueReaction = defineTool({
  name: 'add_issue_reaction',
  title: 'React to issue',
  description: 'React to an issue or pull request.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    content: choice(reactions),
  }),
  handler: (asked, { github }: Context, call) => reactToIssue(asked, github, call),
});
