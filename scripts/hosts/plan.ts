import { setTimeout as pause } from 'node:timers/promises';
import type { Brain, Reply, Turn } from './model/server.ts';

/**
 * A conversation as the stand-in model leads it: yields a call of a tool and gets the result as the host passed it on.
 * Returns the last text.
 */
export type Plan = Generator<{ tool: string; arguments: Readonly<Record<string, unknown>> }, string, string>;

/** Tools of hosts that find other tools, which they do not declare from the start. */
const searches: Readonly<Record<string, (tool: string) => Record<string, unknown>>> = {
  // Codex
  tool_search: (tool) => ({ query: tool.replaceAll('_', ' '), limit: 20 }),
  // Droid, Claude Code
  ToolSearch: (tool) => ({ query: tool.replaceAll('_', ' '), max_results: 20 }),
};

/** Leads a conversation by a plan. Requests carry the whole conversation, so the plan starts again with each of them. */
export const follow =
  (plan: () => Plan, see: (turn: Turn) => void = () => {}): Brain =>
  async (turn): Promise<Reply> => {
    see(turn);
    const steps = plan();
    let step = steps.next();
    for (const { tool, text } of turn.results) {
      if (tool in searches) continue;
      if (step.done) break;
      step = steps.next(text);
    }
    return step.done ? { say: step.value } : callOf(step.value, turn);
  };

/** Searches before a tool is given up: a host may still be starting the server. */
const mostSearches = 20;

async function callOf(
  { tool, arguments: given }: { tool: string; arguments: Readonly<Record<string, unknown>> },
  { tools, results }: Turn,
): Promise<Reply> {
  // Hosts have tools of the same name; those of the server are usually called by its name, too.
  const named = tools.filter((one) => one === tool || new RegExp(`[^a-z]${tool}$`).test(one));
  const name = named.find((one) => one.includes('filesystem')) ?? (tools.includes('tool_call') ? undefined : named[0]);
  if (name !== undefined) return { call: name, arguments: given };
  // Qwen Code calls tools that it does not declare by their names.
  if (tools.includes('tool_call'))
    return { call: 'tool_call', arguments: { name: `mcp__filesystem__${tool}`, arguments: given } };
  const search = Object.keys(searches).find((one) => tools.includes(one));
  const searched = results.length - 1 - results.findLastIndex((result) => result.tool !== search);
  if (search === undefined || searched === mostSearches) return { say: `The host declares no tool "${tool}".` };
  if (searched > 0) await pause(500);
  return { call: search, arguments: searches[search]?.(tool) ?? {} };
}
