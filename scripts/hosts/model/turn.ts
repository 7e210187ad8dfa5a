/** The result of one call. */
export interface Result {
  tool: string;
  text: string;
}

/** One request to the model, in the words of no provider. */
export interface Turn {
  /** The names of the tools that the host declares. */
  tools: string[];
  /** The results of all calls in the conversation, as the model would read them, with the names of the tools. */
  results: Result[];
}

/** A call of a tool, or the end of the conversation. */
export type Reply = { call: string; arguments: Readonly<Record<string, unknown>> } | { say: string };

/** The protocol of one provider. */
export interface Dialect {
  /** Matches the path of requests for an answer of the model. */
  path: RegExp;
  read(body: Readonly<Record<string, unknown>>): Turn;
  /** Returns the events of a streamed answer; `id` is unique. */
  stream(reply: Reply, id: string, model: string): string;
  /** Returns the body of an answer that is not streamed. */
  whole(reply: Reply, id: string, model: string): unknown;
  /** True if the request asks for a streamed answer. */
  isStreamed(body: Readonly<Record<string, unknown>>, url: URL): boolean;
}

export const list = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value)
    ? value.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null)
    : [];

export const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** Returns the text of content in any of the usual forms: a string, or parts with text. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return value === undefined ? '' : JSON.stringify(value);
  return value
    .map((part) =>
      typeof part === 'string'
        ? part
        : typeof record(part)['text'] === 'string'
          ? record(part)['text']
          : JSON.stringify(part),
    )
    .join('\n');
}

/** Returns results with the names of the tools, which are in the calls that the ids refer to. */
export function named(
  calls: readonly { id: unknown; tool: unknown }[],
  results: readonly { id: unknown; text: string }[],
): Result[] {
  const tools = new Map(calls.map(({ id, tool }) => [id, String(tool)]));
  return results.map(({ id, text }) => ({ tool: tools.get(id) ?? '', text }));
}

/** Formats server-sent events; each has a name if its data has a type. */
export const events = (all: readonly unknown[]): string =>
  all
    .map((data) => {
      const { type } = record(data);
      return `${typeof type === 'string' ? `event: ${type}\n` : ''}data: ${JSON.stringify(data)}\n\n`;
    })
    .join('');
