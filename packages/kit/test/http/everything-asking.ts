import * as z from 'zod/v4';
import { defineTool, type Block, type Call, type Question } from '../../src/tool.ts';

/** A tool as the conformance suite wants it: names and answers are the suite's. */
export function tool<Input extends z.ZodRawShape>(
  name: string,
  input: Input,
  handler: (input: z.output<z.ZodObject<Input>>, call: Call) => Promise<string | Block[]>,
) {
  return defineTool({
    name,
    title: name,
    description: `${name} of the conformance suite.`,
    annotations: { readOnlyHint: true, openWorldHint: false },
    input: z.object(input),
    handler: (given, _context: undefined, call) => handler(given, call),
  });
}

type Properties = Record<string, { type: 'string'; description?: string }>;

export const form = (message: string, properties: Properties): Question => ({
  method: 'elicitation/create',
  params: { mode: 'form', message, requestedSchema: { type: 'object', properties, required: Object.keys(properties) } },
});

const completion = (text: string): Question => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens: 100 },
});

const roots: Question = { method: 'roots/list' };

/** The answer to a form. */
export const filled = z.object({ action: z.string(), content: z.record(z.string(), z.unknown()).optional() });
export const text = (value: unknown): string => JSON.stringify(value);

const askName = form('What is your name?', { name: { type: 'string' } });

/** The tools that ask the client for something. */
export const asking = [
  tool('test_sampling', { prompt: z.string() }, async ({ prompt }, call) => {
    const { sample } = await call.ask({ sample: completion(prompt) });
    return `LLM response: ${text(sample)}`;
  }),
  tool('test_elicitation', { message: z.string() }, async ({ message }, call) => {
    const fields: Properties = {
      username: { type: 'string', description: "User's response" },
      email: { type: 'string', description: "User's email address" },
    };
    const { user } = await call.ask({ user: form(message, fields) });
    const { action, content } = filled.parse(user);
    return `User response: action=${action}, content=${text(content ?? {})}`;
  }),
  tool('test_elicitation_sep1034_defaults', {}, async (_input, call) => {
    const { fields } = await call.ask({
      fields: {
        method: 'elicitation/create',
        params: {
          mode: 'form',
          message: 'Please review and update the form fields with defaults',
          requestedSchema: {
            type: 'object',
            properties: {
              name: { type: 'string', description: 'User name', default: 'John Doe' },
              age: { type: 'integer', description: 'User age', default: 30 },
              score: { type: 'number', description: 'User score', default: 95.5 },
              status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
              verified: { type: 'boolean', description: 'Verification status', default: true },
            },
            required: [],
          },
        },
      },
    });
    return `Elicitation completed: ${text(fields)}`;
  }),
  tool('test_elicitation_sep1330_enums', {}, async (_input, call) => {
    const titled = ['First', 'Second', 'Third'].map((title, i) => ({
      const: `value${i + 1}`,
      title: `${title} Option`,
    }));
    const plain = ['option1', 'option2', 'option3'];
    const { fields } = await call.ask({
      fields: {
        method: 'elicitation/create',
        params: {
          mode: 'form',
          message: 'Please select options from the enum fields',
          requestedSchema: {
            type: 'object',
            properties: {
              untitledSingle: { type: 'string', enum: plain },
              titledSingle: { type: 'string', oneOf: titled },
              legacyEnum: { type: 'string', enum: ['opt1', 'opt2'], enumNames: ['Option One', 'Option Two'] },
              untitledMulti: { type: 'array', minItems: 1, maxItems: 3, items: { type: 'string', enum: plain } },
              titledMulti: { type: 'array', minItems: 1, maxItems: 3, items: { anyOf: titled } },
            },
            required: [],
          },
        },
      },
    });
    return `Elicitation completed: ${text(fields)}`;
  }),
  tool('test_input_required_result_elicitation', {}, async (_input, call) => {
    const { user_name } = await call.ask({ user_name: askName });
    return `Hello, ${text(filled.parse(user_name).content?.['name'])}!`;
  }),
  tool('test_input_required_result_sampling', {}, async (_input, call) => {
    const { capital } = await call.ask({ capital: completion('What is the capital of France?') });
    return `Answer: ${text(capital)}`;
  }),
  tool('test_input_required_result_list_roots', {}, async (_input, call) => {
    const { client_roots } = await call.ask({ client_roots: roots });
    return `Roots: ${text(client_roots)}`;
  }),
  tool('test_input_required_result_request_state', {}, async (_input, call) => {
    await call.ask({ confirm: form('Please confirm', { ok: { type: 'string' } }) });
    return 'state-ok: received';
  }),
  tool('test_input_required_result_multiple_inputs', {}, async (_input, call) => {
    const replies = await call.ask({
      user_name: askName,
      greeting: completion('Generate a greeting'),
      client_roots: roots,
    });
    return `Received: ${Object.keys(replies).join(', ')}`;
  }),
  tool('test_input_required_result_multi_round', {}, async (_input, call) => {
    const { step1 } = await call.ask({ step1: form('Step 1: What is your name?', { name: { type: 'string' } }) });
    const { step2 } = await call.ask({ step2: form('Step 2: Your favorite color?', { color: { type: 'string' } }) });
    return `Multi-round complete: ${text([step1, step2])}`;
  }),
  tool('test_input_required_result_tampered_state', {}, async (_input, call) => {
    await call.ask({ confirm: form('Please confirm', { ok: { type: 'string' } }) });
    return 'integrity-ok: state verified';
  }),
  tool('test_input_required_result_capabilities', {}, async (_input, call) => {
    const replies = await call.ask({
      ...(call.canAsk('elicitation/create') && { elicit_input: askName }),
      ...(call.canAsk('sampling/createMessage') && { sample_input: completion('Sample request') }),
    });
    return `capabilities-ok: ${Object.keys(replies).join(', ')}`;
  }),
  tool('test_missing_capability', {}, async (_input, call) => {
    await call.ask({ sample: completion('Never sent') });
    return 'sampled';
  }),
];
