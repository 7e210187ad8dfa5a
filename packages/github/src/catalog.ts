import { allTools, offeredTools, toolsetsOf, type LateTools, type Offer } from '@mcp-reference/kit';
import type { Context } from './context.ts';

/** All tools with what they are for, as find_tools looks through them. */
export function catalogOf(
  server: { tools: []; late: LateTools<Context>; defaultToolsets: readonly string[] },
  offer: Offer,
): Context['catalog'] {
  const offered = new Set(offeredTools(server, offer).map(({ name }) => name));
  return allTools(server).map((tool) => ({
    name: tool.name,
    description: 'definition' in tool ? (tool.definition.description ?? '') : tool.description,
    toolsets: toolsetsOf(tool),
    offered: offered.has(tool.name),
  }));
}
