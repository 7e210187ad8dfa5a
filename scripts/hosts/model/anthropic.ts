import { events, list, named, textOf, type Dialect, type Reply } from './turn.ts';

const blockOf = (reply: Reply, id: string) =>
  'call' in reply
    ? { type: 'tool_use', id: `toolu_${id}`, name: reply.call, input: reply.arguments }
    : { type: 'text', text: reply.say };
const stopOf = (reply: Reply) => ('call' in reply ? 'tool_use' : 'end_turn');
const usage = { input_tokens: 1, output_tokens: 1 };

/** The Messages API of Anthropic. */
export const anthropic: Dialect = {
  path: /\/v1\/messages$/,
  read(body) {
    const blocks = list(body['messages']).flatMap(({ content }) => list(content));
    const calls = blocks.filter(({ type }) => type === 'tool_use');
    const results = blocks.filter(({ type }) => type === 'tool_result');
    return {
      tools: list(body['tools']).map(({ name }) => String(name)),
      results: named(
        calls.map(({ id, name }) => ({ id, tool: name })),
        results.map(({ tool_use_id: id, content }) => ({ id, text: textOf(content) })),
      ),
    };
  },
  isStreamed: ({ stream }) => stream === true,
  whole: (reply, id, model) => ({
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [blockOf(reply, id)],
    stop_reason: stopOf(reply),
    stop_sequence: null,
    usage,
  }),
  stream(reply, id, model) {
    const message = { id: `msg_${id}`, type: 'message', role: 'assistant', model, content: [], usage };
    const isCall = 'call' in reply;
    const start = isCall ? { ...blockOf(reply, id), input: {} } : { type: 'text', text: '' };
    const delta = isCall
      ? { type: 'input_json_delta', partial_json: JSON.stringify(reply.arguments) }
      : { type: 'text_delta', text: reply.say };
    return events([
      { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } },
      { type: 'content_block_start', index: 0, content_block: start },
      { type: 'content_block_delta', index: 0, delta },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: stopOf(reply), stop_sequence: null }, usage },
      { type: 'message_stop' },
    ]);
  },
};
