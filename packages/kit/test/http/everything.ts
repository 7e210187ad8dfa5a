import { setTimeout as after } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ToolError } from '../../src/errors.ts';
import { run } from '../../src/serve/run.ts';
import { defineServer } from '../../src/server.ts';
import type { Block } from '../../src/tool.ts';
import { asking, filled, form, text, tool } from './everything-asking.ts';

/** The server that the conformance suite wants, written on the kit: names and answers are the suite's. */

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const sound = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';
const image: Block = { type: 'image', data: pixel, mimeType: 'image/png' };

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
  toolsets: { main: { description: 'All tools.', default: true, tools: [...content, ...asking] } },
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
