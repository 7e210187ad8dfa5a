import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const appendInsight = defineTool({
  name: 'append_insight',
  title: 'Append insight',
  description: 'Add a finding to the memo (memo://insights).',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({ insight: z.string().min(1).max(10_000).describe('One finding.') }),
  async handler({ insight }, { insights }: Context) {
    insights.add(insight);
    return 'Insight added to memo://insights';
  },
});
