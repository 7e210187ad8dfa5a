import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const compareFiles = defineTool({
  name: 'compare_files',
  title: 'Compare files',
  description: 'Show the differences between two text files as a unified diff.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: z.string().describe('The file on the "-" side.'),
    otherPath: z.string().describe('The file on the "+" side.'),
  }),
  aliases: { other_path: 'otherPath', path1: 'path', path2: 'otherPath' },
  async handler({ path, otherPath }, { files }: Context, call) {
    const { diff, added, removed } = await files.run('compare', { path, otherPath, budget: call.budget }, call);
    return added + removed === 0 ? 'The texts are the same.' : `[+${added} -${removed} lines]\n${diff}`;
  },
});
