import * as z from 'zod/v4';
import { describe, expect, test } from 'vitest';
import { ask, canAnswer, NeedsAnswer, type Question } from '../src/serve/ask.ts';
import { repliesIn } from '../src/serve/replies.ts';
import { connect, connectTool, keptLog, serverOf, toolOf } from './fixtures.ts';

const form = (message: string): Question => ({
  method: 'elicitation/create',
  params: {
    mode: 'form',
    message,
    requestedSchema: { type: 'object', properties: { value: { type: 'string' } }, required: ['value'] },
  },
});
const filled = z.object({ action: z.string(), content: z.object({ value: z.string() }) });

describe('asking through a client', () => {
  /** Answers every form with its own message. */
  const answering = {
    capabilities: { elicitation: { form: {} } },
    prepare: (client: Parameters<NonNullable<Parameters<typeof connectTool>[1]>['prepare'] & {}>[0]) =>
      client.setRequestHandler('elicitation/create', (request) => ({
        action: 'accept',
        content: { value: `to: ${request.params.message}` },
      })),
  };

  test('collects the replies of several rounds of questions', async () => {
    let runs = 0;
    const tool = toolOf({}, async (_input, call) => {
      runs++;
      const { one, two } = await call.ask({ one: form('One?'), two: form('Two?') });
      const { three } = await call.ask({ three: form(`Three, after ${filled.parse(one).content.value}?`) });
      return [one, two, three].map((reply) => filled.parse(reply).content.value).join(' | ');
    });
    const { call } = await connectTool(tool, answering);
    expect((await call('do_it')).text).toBe('to: One? | to: Two? | to: Three, after to: One??');
    expect(runs).toBe(3);
  });

  test('a client that cannot be asked gets an error, and a handler can know before', async () => {
    const tool = toolOf({ anyway: z.boolean() }, async ({ anyway }, call) => {
      if (!anyway && !call.canAsk('elicitation/create')) return 'not asked';
      await call.ask({ one: form('One?') });
      return 'asked';
    });
    const { call } = await connectTool(tool);
    expect((await call('do_it', { anyway: false })).text).toBe('not asked');
    expect((await call('do_it', { anyway: true })).isError).toBe(true);
  });

  test('a prompt may ask, and start with more than a text', async () => {
    const { client } = await connect({
      server: serverOf([], {
        prompts: [
          {
            name: 'look',
            title: 'Look',
            description: 'Look at it.',
            arguments: [],
            async render(_values, _context, call) {
              const { what } = await call.ask({ what: form('What?') });
              return [
                { type: 'text', text: filled.parse(what).content.value },
                { type: 'resource', uri: 'note:///a', mimeType: 'text/plain', text: 'pea' },
                { type: 'resource', uri: 'note:///b', mimeType: 'a/b', data: 'AAEC' },
              ];
            },
          },
        ],
      }),
      context: undefined,
      ...answering,
    });
    expect((await client.getPrompt({ name: 'look' })).messages.map(({ content }) => content)).toEqual([
      { type: 'text', text: 'to: What?' },
      { type: 'resource', resource: { uri: 'note:///a', mimeType: 'text/plain', text: 'pea' } },
      { type: 'resource', resource: { uri: 'note:///b', mimeType: 'a/b', blob: 'AAEC' } },
    ]);
  });

  test('what a call tells the log of its client arrives there, from the level that it asked for', async () => {
    const heard: unknown[] = [];
    const tool = toolOf({}, async (_input, call) => {
      call.log('debug', 'looking');
      call.log('warning', 'slow');
      return 'done';
    });
    const { client, call } = await connectTool(tool, {
      prepare: (one) =>
        one.setNotificationHandler('notifications/message', ({ params }) => void heard.push(params.data)),
    });
    await client.setLoggingLevel('info');
    await call('do_it');
    expect(heard).toEqual(['slow']);
  });
});

describe('what comes back', () => {
  const yes = { action: 'accept', content: { value: 'x' } };

  test('a reply that is none is asked for again, without those that were given', () => {
    expect(ask({ one: form('One?') }, { one: yes })).toEqual({ one: yes });
    for (const reply of [undefined, null, true, 'accept', [], { action: 'yes' }]) {
      const asked = () => ask({ one: form('One?'), two: form('Two?') }, { one: reply, two: yes });
      expect(asked).toThrow(NeedsAnswer);
      expect(asked).toThrow(
        expect.objectContaining({ question: expect.objectContaining({ inputRequests: { one: form('One?') } }) }),
      );
    }
  });

  test('state that was never handed out is refused', () => {
    expect(repliesIn({ two: yes }, JSON.stringify({ one: yes }))).toEqual({ one: yes, two: yes });
    for (const state of ['', 'x', '{"one":', '[]', '7', 'null', `${JSON.stringify({ one: yes })}-x`, 7, null])
      expect(() => repliesIn({}, state)).toThrow(/requestState/);
  });

  test('who can be asked what', () => {
    expect(canAnswer({ elicitation: {} }, 'elicitation/create')).toBe(true);
    expect(canAnswer({ elicitation: { url: {} } }, 'elicitation/create')).toBe(false);
    expect(canAnswer({ sampling: {} }, 'sampling/createMessage')).toBe(true);
    expect(canAnswer({ roots: {} }, 'roots/list')).toBe(true);
    for (const capabilities of [undefined, null, {}, { sampling: true }, 'sampling'])
      expect(canAnswer(capabilities, 'sampling/createMessage')).toBe(false);
  });
});

test('what has to be on record is logged at every level but silent', () => {
  for (const [level, count] of [
    ['debug', 1],
    ['error', 1],
    ['silent', 0],
  ] as const) {
    const { log, lines } = keptLog(level);
    log.record('audit', { tool: 'x' });
    expect(lines).toHaveLength(count);
  }
});
