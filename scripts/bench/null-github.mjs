/**
 * The floor of the GitHub family: a JSON-RPC line server without an SDK that sends the bare request and passes on the
 * answer. Plain JavaScript, because every measured Node has to run it.
 */
const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'null', version: '0' },
  }),
  'tools/list': () => ({ tools: [{ name: 'null', inputSchema: { type: 'object' } }] }),
  async 'tools/call'({ arguments: { path } }) {
    const response = await fetch(process.env.BENCH_GITHUB + path);
    return { content: [{ type: 'text', text: await response.text() }] };
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
    void Promise.resolve(methods[method](params)).then((result) =>
      process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`),
    );
  }
});
