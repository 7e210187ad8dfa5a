/** A JSON-RPC line server without an SDK, for the floors of the bench. Plain JavaScript, because every measured Node has to run it. */

/**
 * @param operations the tools by name; each returns the text of its answer
 * @param endOfChunk called when all requests that arrived together are answered
 */
export function serve(name, operations, endOfChunk = () => {}) {
  const methods = {
    initialize: ({ protocolVersion }) => ({
      protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name, version: '0' },
    }),
    'tools/list': () => ({ tools: [{ name, inputSchema: { type: 'object' } }] }),
    'tools/call'({ name: tool, arguments: args }) {
      try {
        return { content: [{ type: 'text', text: operations[tool](args) }] };
      } catch (error) {
        return { content: [{ type: 'text', text: String(error) }], isError: true };
      }
    },
  };
  let rest = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const { id, method, params } = JSON.parse(line);
      if (id === undefined) continue;
      process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: methods[method](params) })}\n`);
    }
    endOfChunk();
  });
}
