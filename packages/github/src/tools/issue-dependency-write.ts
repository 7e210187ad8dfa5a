import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive, repository } from '../arguments.ts';

export const issueDependencyWrite = defineTool({
  name: 'issue_dependency_write',
  title: 'Change issue dependencies',
  description: 'Say, or with remove no longer say, that an issue is blocked_by or is blocking another.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    issue_number: positive(),
    method: choice(['add', 'remove']),
    type: choice(['blocked_by', 'blocking']).describe('Which way.'),
    related_issue_number: positive().describe('The other issue.'),
    related_owner: z.string().optional().describe('owner if absent.'),
    related_repo: z.string().optional().describe('repo if absent.'),
  }),
  async handler(
    { owner, repo, issue_number, method, type, related_issue_number, related_owner = owner, related_repo = repo },
    { github }: Context,
    call,
  ) {
    const here = { owner, repo, issue_number };
    const there = { owner: related_owner, repo: related_repo, issue_number: related_issue_number };
    const [blocked, blocker] = type === 'blocked_by' ? [here, there] : [there, here];
    const {
      data: { id },
    } = await github.rest.issues.get(blocker, call);
    const issue_id = Number(id);
    if (method === 'add') await github.rest.issues.addBlockedByDependency({ ...blocked, issue_id }, call);
    else await github.rest.issues.removeDependencyBlockedBy({ ...blocked, issue_id }, call);
    const name = ({ owner: o, repo: r, issue_number: n }: typeof here) => `${o}/${r}#${n}`;
    return `${name(blocked)} is ${method === 'add' ? '' : 'no longer '}blocked by ${name(blocker)}`;
  },
});
