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
    const { diff, cut, added, removed } = await files.run('compare', { path, otherPath, budget: call.budget }, call);
    if (added + removed === 0) return 'The texts are the same.';
    return `[+${added} -${removed} lines${cut ? ', CUT: the end says how much is left out' : ''}]\n${diff}`;
  },
});
