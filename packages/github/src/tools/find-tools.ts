import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { listed } from '../present/listed.ts';

export const findTools = defineTool({
  name: 'find_tools',
  title: 'Find tools',
  description: 'Find tools for a task such as "workflow logs", also ones not offered now.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ query: z.string() }),
  async handler({ query }, { catalog }: Context, call) {
    const words = (query.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !fillers.has(word));
    const rated = catalog
      .map((tool) => ({ ...tool, hits: rate(tool, words) }))
      .filter(({ hits }) => hits > 0)
      .sort((a, b) => b.hits - a.hits);
    const [best] = rated;
    if (best === undefined) return `[no tool of this server does this: ${JSON.stringify(query.slice(0, 200))}]`;
    // What fits much worse than the best is no answer, only more to read.
    const items = rated.filter(({ hits }) => hits * 2 >= best.hits).slice(0, mostFound);
    return listed(
      {
        items,
        one: 'tool',
        line: ({ name, toolsets, offered, description }) =>
          `${name} (${toolsets.join(', ')})${offered ? '' : `, not offered: start the server with --toolsets default,${toolsets[0]}`}: ${description}`,
      },
      call.budget,
    );
  },
});

/** Tools that one answer shows. */
const mostFound = 5;
/** Words that say nothing about the task. */
const fillers = new Set([
  'a',
  'an',
  'and',
  'for',
  'from',
  'get',
  'how',
  'in',
  'my',
  'of',
  'on',
  'or',
  'the',
  'to',
  'tool',
  'tools',
  'with',
]);

/** A word in the name counts more than one in the description; of plurals the stem counts. */
function rate({ name, toolsets, description }: Context['catalog'][number], words: readonly string[]): number {
  const head = `${name} ${toolsets.join(' ')}`.toLowerCase();
  const text = description.toLowerCase();
  return words.reduce((sum, word) => {
    const stem = word.length > 3 ? word.replace(/(es|s|ing|ed)$/, '') : word;
    return sum + (stem.length < 2 ? 0 : (head.includes(stem) ? 3 : 0) + (text.includes(stem) ? 1 : 0));
  }, 0);
}
