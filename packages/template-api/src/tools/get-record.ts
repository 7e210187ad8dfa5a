import { defineTool, visible, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const getRecord = defineTool({
  name: 'get_record',
  title: 'Get record',
  description: 'Show one record whole, by the id from find_records.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ id: z.string().min(1).describe('The id of the record.') }),
  async handler({ id }, { api }: Context, call) {
    const { title, text } = await api.record(id, call);
    const room = call.budget - 200;
    const cut = text.length > room ? `, the first ${room} of ${text.length} characters` : '';
    return `[${visible(id)}: ${visible(title)}${cut}]\n${text.slice(0, room)}`;
  },
});
