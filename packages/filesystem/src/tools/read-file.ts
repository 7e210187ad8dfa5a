import { defineTool, z } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { withHeader } from '../present/text.ts';

export const readFile = defineTool({
  name: 'read_file',
  title: 'Read file (older name)',
  description: 'The older name of read_text_file; prefer that.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: args.path, head: args.head, tail: args.tail }),
  aliases: args.pathAliases,
  async handler({ path, head, tail }, { files }: Context, call) {
    const part = await files.run('readText', { path, head, tail, lineNumbers: false, budget: call.budget }, call);
    return withHeader(path, part, { reader: 'read_text_file' });
  },
});
