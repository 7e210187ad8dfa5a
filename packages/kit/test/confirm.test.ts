import * as z from 'zod/v4';
import { describe, expect, test } from 'vitest';
import { ToolError } from '../src/errors.ts';
import { confirm, NeedsAnswer } from '../src/serve/confirm.ts';
import { Codes } from '../src/serve/consent-codes.ts';
import { connectTool, toolOf } from './fixtures.ts';

/** The value that an error asks for. */
const confirmIn = (text: string): string => /confirm: "(.*)"\./s.exec(text)?.[1] ?? '';

describe('through a client', () => {
  /** A tool that asks the given question, and counts its effects. */
  function asker() {
    const done: string[] = [];
    const tool = toolOf({ questions: z.array(z.string()) }, async ({ questions }, { confirm: ask }) => {
      for (const question of questions) await ask(question);
      done.push(questions.join());
      return 'done';
    });
    return { tool, done };
  }

  async function asked(questions: string[], answers: Record<string, 'accept' | 'decline' | 'cancel'>, values = {}) {
    const { tool, done } = asker();
    const heard: string[] = [];
    const { call } = await connectTool(tool, {
      values,
      capabilities: { elicitation: { form: {} } },
      prepare: (client) =>
        client.setRequestHandler('elicitation/create', (request) => {
          heard.push(request.params.message);
          const action = answers[request.params.message] ?? 'decline';
          return { action, ...(action === 'accept' && { content: {} }) };
        }),
    });
    return { answer: await call('do_it', { questions }), heard, done };
  }

  test('yes', async () => {
    const { answer, heard, done } = await asked(['Delete a?'], { 'Delete a?': 'accept' });
    expect(answer).toMatchObject({ isError: false, text: 'done' });
    expect(heard).toEqual(['Delete a?']);
    expect(done).toHaveLength(1);
  });

  test.each(['decline', 'cancel'] as const)('%s', async (action) => {
    const { answer, done } = await asked(['Delete a?'], { 'Delete a?': action });
    expect(answer).toMatchObject({
      isError: true,
      code: 'denied',
      text: 'The user did not agree; nothing was changed.',
    });
    expect(done).toEqual([]);
  });

  test('several questions are asked one after the other', async () => {
    const { answer, heard, done } = await asked(['Delete a?', 'Delete b?'], {
      'Delete a?': 'accept',
      'Delete b?': 'accept',
    });
    expect(answer).toMatchObject({ isError: false });
    expect(heard).toEqual(['Delete a?', 'Delete b?']);
    expect(done).toHaveLength(1);
  });

  test('asks again if the question changes while it is answered', async () => {
    let files = 1;
    const heard: string[] = [];
    const tool = toolOf({}, async (_input, { confirm: ask }) => {
      await ask(`Delete ${files} files?`);
      return 'done';
    });
    const { call } = await connectTool(tool, {
      capabilities: { elicitation: {} },
      prepare: (client) =>
        client.setRequestHandler('elicitation/create', (request) => {
          heard.push(request.params.message);
          if (heard.length === 1) files = 500;
          return { action: 'accept', content: {} };
        }),
    });
    expect(await call('do_it')).toMatchObject({ isError: false });
    expect(heard).toEqual(['Delete 1 files?', 'Delete 500 files?']);
  });

  test('--no-confirm asks nobody', async () => {
    const { answer, heard, done } = await asked(['Delete a?'], {}, { noConfirm: true });
    expect(answer).toMatchObject({ isError: false });
    expect([heard, done]).toEqual([[], ['Delete a?']]);
  });

  test.each([
    ['no elicitation', {}],
    ['elicitation by URL alone', { elicitation: { url: {} } }],
  ])('a client with %s gets the question and its code', async (_name, capabilities) => {
    const { tool, done } = asker();
    const { call } = await connectTool(tool, { capabilities });
    const answer = await call('do_it', { questions: ['Delete a?'] });
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(answer.text).toMatch(
      /^Not done: this needs the user's approval, and this client cannot prompt\. Ask the user: Delete a\? If they agree, call again with confirm: "Delete a\? \[[a-z2-9]{4}\]"\.$/,
    );
    expect(done).toEqual([]);
  });

  test('a client that can ask is asked, whatever the call carries', async () => {
    const { tool, done } = asker();
    const { text } = await (await connectTool(tool)).call('do_it', { questions: ['Delete a?'] });
    const { call } = await connectTool(tool, {
      capabilities: { elicitation: {} },
      prepare: (client) => client.setRequestHandler('elicitation/create', () => ({ action: 'decline' })),
    });
    expect(await call('do_it', { questions: ['Delete a?'], confirm: confirmIn(text) })).toMatchObject({
      isError: true,
      text: 'The user did not agree; nothing was changed.',
    });
    expect(done).toEqual([]);
  });

  test('a client that declares elicitation without saying how can show a form', async () => {
    const { tool } = asker();
    const { call } = await connectTool(tool, {
      capabilities: { elicitation: {} },
      prepare: (client) => client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} })),
    });
    expect(await call('do_it', { questions: ['Delete a?'] })).toMatchObject({ isError: false });
  });

  test('a client whose answer is an error is no yes', async () => {
    const { tool, done } = asker();
    const { call } = await connectTool(tool, {
      capabilities: { elicitation: {} },
      prepare: (client) =>
        client.setRequestHandler('elicitation/create', () => {
          throw new Error('the window was closed');
        }),
    });
    const answer = await call('do_it', { questions: ['Delete a?'] }).catch((error: unknown) => ({
      isError: true,
      error,
    }));
    expect(answer.isError).toBe(true);
    expect(done).toEqual([]);
  });
});

describe('answers that come with the call (from 2026-07-28 on)', () => {
  const capabilities = { elicitation: { form: {} } };
  const rest = {
    always: false,
    capabilities,
    subject: { tool: 'do_it', caller: '', input: '' },
    given: undefined,
    codes: new Codes(),
  };
  const keyOf = (question: string): string => {
    try {
      confirm(question, { ...rest, responses: undefined });
    } catch (error) {
      if (error instanceof NeedsAnswer) return Object.keys(error.question.inputRequests ?? {})[0] ?? '';
      throw error;
    }
    throw new Error('Nothing was asked.');
  };
  const ask = (question: string, responses: Record<string, unknown>) => () => confirm(question, { ...rest, responses });
  const yes = { action: 'accept', content: {} };

  test('a yes under the key of the question', () => {
    expect(ask('Delete a?', { [keyOf('Delete a?')]: yes })).not.toThrow();
  });

  test('a yes under another key, or of another question, asks again', () => {
    expect(ask('Delete a?', { [keyOf('Delete b?')]: yes })).toThrow(NeedsAnswer);
    expect(ask('Delete a?', { confirm: yes })).toThrow(NeedsAnswer);
    expect(keyOf('Delete a?')).toBe(keyOf('Delete a?'));
    expect(keyOf('Delete a?')).not.toBe(keyOf('Delete a ?'));
  });

  test.each([[{ action: 'decline' }], [{ action: 'cancel' }]])('%j is a no', (answer) => {
    expect(ask('Delete a?', { [keyOf('Delete a?')]: answer })).toThrow(ToolError);
  });

  test.each([[true], ['accept'], [{ action: 'yes' }], [{ content: {} }], [null], [[]], [{ action: ['accept'] }]])(
    '%j is no answer',
    (answer) => {
      expect(ask('Delete a?', { [keyOf('Delete a?')]: answer })).toThrow(Error);
    },
  );

  test('the question is asked in full, and nothing else is wanted', () => {
    const asked = (): unknown => confirm('Delete "a"? Really?', { ...rest, responses: undefined });
    expect(asked).toThrow(
      expect.objectContaining({
        question: expect.objectContaining({
          inputRequests: {
            [keyOf('Delete "a"? Really?')]: expect.objectContaining({
              params: expect.objectContaining({
                message: 'Delete "a"? Really?',
                requestedSchema: { type: 'object', properties: {} },
              }),
            }),
          },
        }),
      }),
    );
  });
});
