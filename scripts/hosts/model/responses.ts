import { events, list, named, textOf, type Dialect, type Reply } from './turn.ts';

const separator = '\u0000';

/** A function of a namespace is called by two names; the stand-in joins them. */
const itemOf = (reply: Reply, id: string) => {
  if ('say' in reply)
    return {
      type: 'message',
      id: `msg_${id}`,
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: reply.say, annotations: [] }],
    };
  if (reply.call === 'tool_search')
    return {
      type: 'tool_search_call',
      id: `ts_${id}`,
      call_id: `call_${id}`,
      execution: 'client',
      status: 'completed',
      arguments: reply.arguments,
    };
  const [first = '', second] = reply.call.split(separator);
  return {
    type: 'function_call',
    id: `fc_${id}`,
    call_id: `call_${id}`,
    status: 'completed',
    ...(second === undefined ? { name: first } : { name: second, namespace: first }),
    arguments: JSON.stringify(reply.arguments),
  };
};

/** Returns the names of a tool, or of all tools of a namespace. */
const namesOf = (tool: Readonly<Record<string, unknown>>): string[] =>
  tool['type'] === 'namespace'
    ? list(tool['tools']).map(({ name }) => `${String(tool['name'])}${separator}${String(name)}`)
    : [String(tool['name'] ?? tool['type'])];

const responseOf = (reply: Reply, id: string, model: string) => ({
  id: `resp_${id}`,
  object: 'response',
  created_at: 1_700_000_000,
  status: 'completed',
  model,
  output: [itemOf(reply, id)],
  usage: {
    input_tokens: 1,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 1,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 2,
  },
});

/** The Responses API of OpenAI. */
export const responses: Dialect = {
  path: /\/responses$/,
  read(body) {
    const input = list(body['input']);
    const found = input.filter(({ type }) => type === 'tool_search_output');
    const calls = input.filter(({ type }) => type === 'function_call');
    const results = input.filter(({ type }) => type === 'function_call_output');
    return {
      tools: [body, ...found].flatMap(({ tools }) => list(tools)).flatMap(namesOf),
      results: named(
        calls.map(({ call_id: id, name }) => ({ id, tool: name })),
        results.map(({ call_id: id, output }) => ({ id, text: textOf(output) })),
      ),
    };
  },
  isStreamed: ({ stream }) => stream === true,
  whole: responseOf,
  stream(reply, id, model) {
    const response = responseOf(reply, id, model);
    const item = itemOf(reply, id);
    const begun = { ...response, status: 'in_progress', output: [] };
    return events([
      { type: 'response.created', sequence_number: 0, response: begun },
      { type: 'response.output_item.added', sequence_number: 1, output_index: 0, item },
      { type: 'response.output_item.done', sequence_number: 2, output_index: 0, item },
      { type: 'response.completed', sequence_number: 3, response },
    ]);
  },
};
