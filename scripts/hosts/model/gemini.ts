import { events, list, record, textOf, type Dialect, type Reply } from './turn.ts';

const answerOf = (reply: Reply, id: string, model: string) => ({
  responseId: id,
  modelVersion: model,
  candidates: [
    {
      index: 0,
      finishReason: 'STOP',
      content: {
        role: 'model',
        parts: [
          'call' in reply
            ? { functionCall: { id: `call_${id}`, name: reply.call, args: reply.arguments } }
            : { text: reply.say },
        ],
      },
    },
  ],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
});

/** The generateContent API of Gemini. */
export const gemini: Dialect = {
  path: /:generateContent$|:streamGenerateContent$/,
  read: (body) => ({
    tools: list(body['tools']).flatMap(({ functionDeclarations }) =>
      list(functionDeclarations).map(({ name }) => String(name)),
    ),
    results: list(body['contents'])
      .flatMap(({ parts }) => list(parts))
      .filter((part) => 'functionResponse' in part)
      .map((part) => {
        const { name, response } = record(part['functionResponse']);
        const { output, error, content } = record(response);
        return { tool: String(name), text: textOf(output ?? error ?? content ?? response) };
      }),
  }),
  isStreamed: (_, { pathname }) => pathname.endsWith(':streamGenerateContent'),
  whole: answerOf,
  stream: (reply, id, model) => events([answerOf(reply, id, model)]),
};
