import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { withHeader } from '../present.ts';

export const readFile = defineTool({
  name: 'read_file',
  title: 'Read file (older name)',
  description: 'The older name of read_text_file; prefer that.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: z.string(),
    head: z.number().int().min(1).optional(),
    tail: z.number().int().min(1).optional(),
  }),
  async handler({ path, head, tail }, { files }: Context, call) {
    return withHeader(
      path,
      await files.run('readText', { path, head, tail, lineNumbers: false, budget: call.budget }, call),
    );
  },
});
