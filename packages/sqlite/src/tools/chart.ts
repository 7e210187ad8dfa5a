import { defineTool, z } from '@mcp-reference/kit';
import { database, params, paramsOf, sql, sqlAliases } from '../arguments.ts';
import type { Context } from '../context.ts';
import { count } from '../present/text.ts';

export const chart = defineTool({
  name: 'chart',
  title: 'Chart',
  description: 'Draw the result of a SELECT: the first column (or x) across, columns with numbers (or y) up.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    sql,
    params: params.describe('As in query.'),
    type: z.enum(['bar', 'line', 'area', 'scatter', 'pie']).default('bar').describe('Kind of chart.'),
    x: z.string().optional().describe('Column.'),
    y: z.array(z.string()).max(20).optional().describe('Columns.'),
    title: z.string().optional().describe('Heading.'),
    format: z.enum(['png', 'svg']).default('png').describe('svg can be saved as a file.'),
    database,
  }),
  aliases: sqlAliases,
  view: true,
  async handler({ database: name, ...input }, { databases }: Context, call) {
    const database = databases.get(name);
    const { x, y, title } = input;
    const { data, points, series, cut, drawn } = await database.read(
      'chart',
      { ...input, params: paramsOf(input.params), x, y, title, target: database.target },
      call,
    );
    call.data?.({ ...drawn, type: input.type });
    const text = `[${input.type} chart of ${count(points, 'point')}${cut ? ', the first ones' : ''}: ${series.join(', ')}]`;
    return input.format === 'png'
      ? [
          { type: 'text', text },
          { type: 'image', data, mimeType: 'image/png' },
        ]
      : [
          { type: 'text', text },
          {
            type: 'resource',
            uri: `sqlite://${encodeURIComponent(database.name)}/chart.svg`,
            mimeType: 'image/svg+xml',
            data,
          },
        ];
  },
});
