import { defineTool, z } from '@mcp-reference/kit';
import { database, params } from '../arguments.ts';
import type { Context } from '../context.ts';
import { count } from '../text.ts';

export const chart = defineTool({
  name: 'chart',
  title: 'Chart',
  description:
    'Draw the result of a SELECT as a picture: the first column (or x) across, the columns with numbers (or y) up. png is an image to look at, svg a file that can be saved.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    sql: z.string(),
    params,
    type: z.enum(['bar', 'line', 'area', 'scatter', 'pie']).default('bar'),
    x: z.string().optional(),
    y: z.array(z.string()).optional(),
    title: z.string().optional(),
    format: z.enum(['png', 'svg']).default('png'),
    database,
  }),
  async handler({ database: name, ...input }, { databases }: Context, call) {
    const database = databases.get(name);
    const { x, y, title } = input;
    const { data, points, series, cut } = await database.read(
      'chart',
      { ...input, x, y, title, target: database.target },
      call,
    );
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
