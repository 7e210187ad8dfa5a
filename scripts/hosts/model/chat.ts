import { events, list, named, record, textOf, type Dialect, type Reply } from './turn.ts';

const messageOf = (reply: Reply, id: string) =>
  'say' in reply
    ? { role: 'assistant', content: reply.say }
    : {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            index: 0,
            id: `call_${id}`,
            type: 'function',
            function: { name: reply.call, arguments: JSON.stringify(reply.arguments) },
          },
        ],
      };
const finishOf = (reply: Reply) => ('call' in reply ? 'tool_calls' : 'stop');
const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

/** The Chat Completions API of OpenAI, which many providers copy. */
export const chat: Dialect = {
  path: /\/chat\/completions$/,
  read(body) {
    const messages = list(body['messages']);
    const calls = messages.flatMap((message) => list(message['tool_calls']));
    const results = messages.filter(({ role }) => role === 'tool');
    return {
      tools: list(body['tools']).map((tool) => String(record(tool['function'])['name'])),
      results: named(
        calls.map((call) => ({ id: call['id'], tool: record(call['function'])['name'] })),
        results.map(({ tool_call_id: id, content }) => ({ id, text: textOf(content) })),
      ),
    };
  },
  isStreamed: ({ stream }) => stream === true,
  whole: (reply, id, model) => ({
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, message: messageOf(reply, id), finish_reason: finishOf(reply) }],
    usage,
  }),
  stream(reply, id, model) {
    const chunk = { id: `chatcmpl-${id}`, object: 'chat.completion.chunk', created: 1_700_000_000, model };
    const parts = [
      { ...chunk, choices: [{ index: 0, delta: messageOf(reply, id), finish_reason: null }] },
      { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: finishOf(reply) }] },
      { ...chunk, choices: [], usage },
    ];
    return `${events(parts)}data: [DONE]\n\n`;
  },
};
