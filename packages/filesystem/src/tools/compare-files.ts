import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const compareFiles = defineTool({
  name: 'compare_files',
  title: 'Compare files',
  description: 'Show what turns one text file into another, as a unified diff.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: z.string(), otherPath: z.string() }),
  async handler({ path, otherPath }, { files }: Context, call) {
    const { diff, added, removed } = await files.run('compare', { path, otherPath, budget: call.budget }, call);
    return added + removed === 0 ? 'The texts are the same.' : `[+${added} -${removed} lines]\n${diff}`;
  },
});
