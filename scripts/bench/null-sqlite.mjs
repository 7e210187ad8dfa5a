/**
 * The floor of the SQLite family: a JSON-RPC line server without an SDK or checks, with the database in its own
 * process, on the same engine as our server. It answers nothing while a query runs. Plain JavaScript, because every
 * measured Node has to run it.
 */
import { createRequire } from 'node:module';

const Database = createRequire(new URL('../../packages/sqlite/package.json', import.meta.url))('better-sqlite3');
const db = new Database(process.argv[2], { readonly: true });

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'null', version: '0' },
  }),
  'tools/list': () => ({ tools: [{ name: 'null', inputSchema: { type: 'object' } }] }),
  'tools/call': ({ arguments: { sql } }) => ({
    content: [{ type: 'text', text: JSON.stringify(db.prepare(sql).raw().all()) }],
  }),
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
});
