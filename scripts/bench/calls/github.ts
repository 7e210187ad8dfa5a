/** The calls of each scenario for the GitHub servers: a page of issues. */
import type { JsonObject, ToolCall } from '../types.ts';

function holds(text: string): string | undefined {
  const lacking = ['Bed 0 wants', 'Bed 99 wants'].find((one) => !text.includes(one));
  return lacking === undefined ? undefined : `lacks ${lacking}`;
}

/** Returns the tool `list_issues` with these arguments, for each scenario that repeats it. */
export function listIssues(args: JsonObject): Readonly<Record<string, ToolCall>> {
  const call: ToolCall = { tool: 'list_issues', arguments: () => args, check: holds };
  return { 'github-issues': call, 'github-memory': call };
}
