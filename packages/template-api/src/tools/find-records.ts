import { defineTool, fromCursor, pageInput, pageOutput, toCursor, visible, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const findRecords = defineTool({
  name: 'find_records',
  title: 'Find records',
  description: 'Find the records that contain a text; without a text list them all. get_record shows one whole.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({
    text: z.string().default('').describe('What a record contains.'),
    ...pageInput({ default: 50, max: 200 }),
  }),
  output: z.object({ records: z.array(z.object({ id: z.string(), title: z.string() })), ...pageOutput }),
  async handler({ text, limit, cursor }, { api }: Context, call) {
    const offset = cursor === undefined ? 0 : fromCursor('records', cursor, z.number());
    const found = await api.find(text, { offset, limit }, call);
    const next = offset + found.records.length;
    const hasMore = found.records.length > 0 && next < found.total;
    return {
      records: found.records.map(({ id, title }) => ({ id, title })),
      ...(hasMore && { nextCursor: toCursor('records', next) }),
    };
  },
  render({ records, nextCursor }) {
    // Text from outside is data: `visible` shows characters that could hide something.
    const lines = records.map(({ id, title }) => `${visible(id)}: ${visible(title)}`);
    const more = nextCursor === undefined ? '' : `; more with cursor ${nextCursor}`;
    return [`[${records.length} ${records.length === 1 ? 'record' : 'records'}${more}]`, ...lines].join('\n');
  },
});
