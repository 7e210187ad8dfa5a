import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, repository } from '../arguments.ts';

export const manageRepositoryNotificationSubscription = defineTool({
  name: 'manage_repository_notification_subscription',
  title: 'Manage repository subscription',
  description: 'Watch or ignore a repository, or delete the choice.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    action: choice(['ignore', 'watch', 'delete']).describe('delete: back to default.'),
  }),
  async handler({ owner, repo, action }, { github }: Context, call) {
    const at = { owner, repo };
    if (action === 'delete') await github.rest.activity.deleteRepoSubscription(at, call);
    else {
      const { data: now } = await github.rest.activity.setRepoSubscription(
        { ...at, ignored: action === 'ignore', subscribed: action === 'watch' },
        call,
      );
      if (now.ignored !== (action === 'ignore')) throw new ToolError('conflict', `GitHub did not set it to ${action}.`);
    }
    return `Subscription of ${owner}/${repo}: ${action}`;
  },
});
