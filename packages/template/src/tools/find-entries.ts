import { defineTool, fromCursor, pageInput, pageOutput, toCursor, ToolError, visible, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const findEntries = defineTool({
  name: 'find_entries',
  title: 'Find entries',
  description:
    'Find the entries that contain a text, in any case, by name and title; without a text list them all. An entry itself is the resource my-example://entries/{name}.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    text: z.string().default('').describe('What an entry contains, literally.'),
    ...pageInput({ default: 50, max: 500 }),
  }),
  output: z.object({
    entries: z.array(z.object({ name: z.string(), title: z.string() })),
    ...pageOutput,
  }),
  async handler({ text, limit, cursor }, { entries }: Context, call) {
    const after = cursor === undefined ? undefined : fromCursor('entries', cursor, z.string());
    const found = await entries.run('find', { text, limit, after }, call);
    if (found.total === 0) throw new ToolError('not_found', 'The folder has no entries yet: files that end in ".md".');
    const last = found.entries.at(-1);
    return { entries: found.entries, ...(found.more && last && { nextCursor: toCursor('entries', last.name) }) };
  },
  render({ entries, nextCursor }) {
    const lines = entries.map(({ name, title }) => `${visible(name)}: ${title}`);
    const more = nextCursor === undefined ? '' : `; more with cursor ${nextCursor}`;
    return [`[${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}${more}]`, ...lines].join('\n');
  },
});
