// The SDK's own hello server over HTTP, as its documentation has it: what ours is measured against.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'hello', version: '1.0.0' });
  server.registerTool(
    'say_hello',
    { description: 'Say hello.', inputSchema: z.object({ name: z.string() }) },
    ({ name }) => ({
      content: [{ type: 'text', text: `Hello ${name}` }],
    }),
  );
  return server;
});
const serve = toNodeHandler(handler);
const server = createServer(
  (request, response) =>
    void serve(Object.assign(request, { method: request.method ?? '', url: request.url ?? '' }), response),
).listen(0, '127.0.0.1', () => {
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  process.stderr.write(`${JSON.stringify({ message: 'listening', url: `http://127.0.0.1:${port}/mcp` })}\n`);
});
