/** The bare SDK over HTTP, as its documentation has it, reading files with `fs.promises`: what ours is compared with. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'bare', version: '1.0.0' });
  server.registerTool(
    'read_text_file',
    { description: 'Read a text file.', inputSchema: z.object({ path: z.string() }) },
    async ({ path }) => ({ content: [{ type: 'text', text: await readFile(path, 'utf8') }] }),
  );
  return server;
});
const serve = toNodeHandler(handler);
const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  process.stderr.write(`${JSON.stringify({ message: 'listening', url: `http://127.0.0.1:${port}/mcp` })}\n`);
});
