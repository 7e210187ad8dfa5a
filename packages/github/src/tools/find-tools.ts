import { argumentsOf, defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { rank, stateOf, takes } from '../operations/catalog/rate.ts';
import { glossary } from '../glossary.ts';
import { listed } from '../present/listed.ts';

/** Tools that one answer shows. */
const mostFound = 5;

export const findTools = defineTool({
  name: 'find_tools',
  title: 'Find tools',
  description: 'Find tools for a task such as "workflow logs", and switch them on.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ query: z.string() }),
  async handler({ query }, { catalog, hides }: Context, call) {
    const hidden = new Set(await hides());
    const items = rank(catalog, query).slice(0, mostFound);
    if (items.length === 0) return `[no tool of this server does this: ${JSON.stringify(query.slice(0, 200))}]`;
    const missing = items.filter(({ offered, name }) => !offered && !hidden.has(name));
    // The tools of one set work together: logs of a run need its id from a list.
    const [set] = missing[0]?.toolsets ?? [];
    const wanted = catalog.filter((tool) => missing.some(({ name }) => name === tool.name) || tool.toolsets[0] === set);
    const names = wanted.map(({ name }) => name).filter((name) => !hidden.has(name));
    const offer = missing.length === 0 ? undefined : call.offer?.(names);
    const callable = new Set(offer?.callable);
    const found = listed(
      {
        items,
        one: 'tool',
        line: ({ name, toolsets, offered, whyNot, description, definition }) =>
          `${name} (${toolsets.join(', ')})${stateOf({ name, toolset: toolsets[0] ?? '', offered, whyNot, callable, hidden })}: ${description}\n  ${takes(argumentsOf(definition, glossary))}`,
      },
      call.budget,
    );
    return [found, ...(offer?.instructions ?? [])].join('\n');
  },
});
