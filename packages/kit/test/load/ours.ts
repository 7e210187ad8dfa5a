// The same hello server, on the kit.
import { defineServer, defineTool, z } from '../../src/index.ts';
import { run } from '../../src/serve/index.ts';

await run(
  defineServer({
    name: 'hello',
    command: 'hello',
    title: 'Hello',
    version: '1.0.0',
    instructions: 'Says hello.',
    options: {},
    open: async () => ({ context: undefined }),
    toolsets: {
      main: {
        description: 'All tools.',
        default: true,
        tools: [
          defineTool({
            name: 'say_hello',
            title: 'Say hello',
            description: 'Say hello.',
            annotations: { readOnlyHint: true, openWorldHint: false },
            input: z.object({ name: z.string() }),
            handler: async ({ name }) => `Hello ${name}`,
          }),
        ],
      },
    },
  }),
);
