import type { Answer, JsonObject, ToolCall } from '../types.ts';

/**
 * Reads the continuation of a truncated answer from the first line of our servers' text: `offset=<number>` in a file,
 * `cursor <text>` in a list.
 */
function next(answer: Answer, sent: JsonObject): JsonObject | undefined {
  const head = answer.text.split('\n', 1)[0] ?? '';
  const cursor = /more with cursor ([\w-]+)/.exec(head)?.[1];
  if (cursor !== undefined) return { ...sent, cursor };
  const offset = /continue with offset=(\d+)/.exec(head)?.[1];
  return offset === undefined ? undefined : { ...sent, offset: Number(offset) };
}

/** Returns the calls, with further pages fetched as part of the operation. */
export function paged(calls: Readonly<Record<string, ToolCall>>): Readonly<Record<string, ToolCall>> {
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, { ...call, next }]));
}
