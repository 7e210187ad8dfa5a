import { pathToFileURL } from 'node:url';
import { setTimeout as after } from 'node:timers/promises';
import * as z from 'zod/v4';
import { ToolError } from '../../src/errors.ts';
import { run } from '../../src/serve/run.ts';
import { defineServer } from '../../src/server.ts';
import { defineTool, type Block, type Call, type Question } from '../../src/tool.ts';

/** What the conformance suite wants of a server, written on the kit: names and answers are the suite's. */

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const sound = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';
const image: Block = { type: 'image', data: pixel, mimeType: 'image/png' };

function tool<Input extends z.ZodRawShape>(
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

const form = (message: string, properties: Properties): Question => ({
  method: 'elicitation/create',
  params: { mode: 'form', message, requestedSchema: { type: 'object', properties, required: Object.keys(properties) } },
});

const completion = (text: string): Question => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens: 100 },
});

const roots: Question = { method: 'roots/list' };

/** What a form was answered with. */
const filled = z.object({ action: z.string(), content: z.record(z.string(), z.unknown()).optional() });
const text = (value: unknown): string => JSON.stringify(value);

const askName = form('What is your name?', { name: { type: 'string' } });

const asking = [
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

const content = [
  tool('test_simple_text', {}, async () => 'This is a simple text response for testing.'),
  tool('test_image_content', {}, async () => [image]),
  tool('test_audio_content', {}, async () => [{ type: 'audio', data: sound, mimeType: 'audio/wav' }]),
  tool('test_embedded_resource', {}, async () => [
    {
      type: 'resource',
      uri: 'test://embedded-resource',
      mimeType: 'text/plain',
      text: 'This is an embedded resource content.',
    },
  ]),
  tool('test_multiple_content_types', {}, async () => [
    { type: 'text', text: 'Multiple content types test:' },
    image,
    {
      type: 'resource',
      uri: 'test://mixed-content-resource',
      mimeType: 'application/json',
      text: text({ test: 'data', value: 123 }),
    },
  ]),
  tool('test_error_handling', {}, async () => {
    throw new ToolError('invalid', 'This tool intentionally returns an error for testing');
  }),
  tool('test_tool_with_logging', {}, async (_input, call) => {
    for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      call.log('info', line);
      await after(50);
    }
    return 'Tool with logging executed successfully';
  }),
  tool('test_tool_with_progress', {}, async (_input, call) => {
    for (const done of [0, 50, 100]) {
      call.progress(done, 100, `Completed step ${done} of 100`);
      // The kit tells at most every 200 ms.
      await after(220);
    }
    return 'done';
  }),
  tool('test_streaming_elicitation', {}, async (_input, call) => {
    call.progress(50, 100);
    return 'Streaming complete';
  }),
  tool('test_logging_tool', {}, async (_input, call) => {
    call.log('info', 'Diagnostic trace logging activated');
    return 'Logging evaluated';
  }),
];

const template = /^test:\/\/template\/([^/]+)\/data$/;

export const everything = defineServer({
  name: 'everything',
  command: 'everything',
  title: 'Everything',
  version: '1.0.0',
  instructions: 'For the conformance suite.',
  options: {},
  open: async () => ({ context: undefined }),
  tools: [...content, ...asking],
  resources: {
    templates: [
      {
        uriTemplate: 'test://template/{id}/data',
        name: 'template',
        title: 'Template',
        description: 'A resource template.',
        mimeType: 'application/json',
        complete: async () => [],
      },
    ],
    list: async () => [
      { uri: 'test://static-text', name: 'static-text', description: 'Text.', mimeType: 'text/plain' },
      { uri: 'test://static-binary', name: 'static-binary', description: 'An image.', mimeType: 'image/png' },
      { uri: 'test://watched-resource', name: 'watched-resource', description: 'Changes.', mimeType: 'text/plain' },
    ],
    async read(uri) {
      if (uri === 'test://static-binary') return [{ uri, mimeType: 'image/png', data: pixel }];
      if (uri === 'test://static-text' || uri === 'test://watched-resource')
        return [{ uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }];
      const id = template.exec(uri)?.[1];
      if (id === undefined) throw new ToolError('not_found', 'There is no such resource.');
      return [
        { uri, mimeType: 'application/json', text: text({ id, templateTest: true, data: `Data for ID: ${id}` }) },
      ];
    },
    watch: async () => () => {},
  },
  prompts: [
    {
      name: 'test_simple_prompt',
      title: 'Simple',
      description: 'A simple prompt.',
      arguments: [],
      render: async () => 'This is a simple prompt for testing.',
    },
    {
      name: 'test_prompt_with_arguments',
      title: 'Arguments',
      description: 'A prompt with arguments.',
      arguments: [
        { name: 'arg1', description: 'First.', required: true, complete: async () => [] },
        { name: 'arg2', description: 'Second.', required: true },
      ],
      render: async ({ arg1, arg2 }) => `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`,
    },
    {
      name: 'test_prompt_with_embedded_resource',
      title: 'Resource',
      description: 'A prompt with a resource.',
      arguments: [{ name: 'resourceUri', description: 'Which.', required: true }],
      render: async ({ resourceUri = '' }) => [
        { type: 'resource', uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
        { type: 'text', text: 'Please process the embedded resource above.' },
      ],
    },
    {
      name: 'test_prompt_with_image',
      title: 'Image',
      description: 'A prompt with an image.',
      arguments: [],
      render: async () => [image, { type: 'text', text: 'Please analyze the image above.' }],
    },
    {
      name: 'test_input_required_result_prompt',
      title: 'Asks',
      description: 'A prompt that asks first.',
      arguments: [],
      async render(_values, _context: undefined, call) {
        const { user_context } = await call.ask({
          user_context: form('What context?', { context: { type: 'string' } }),
        });
        return `Use this context: ${text(filled.parse(user_context).content)}`;
      },
    },
  ],
});

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await run(everything);
