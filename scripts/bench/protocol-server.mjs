/**
 * The third step of the ladder: the calls of the second one behind our protocol code, so JSON-RPC, the schema check and
 * the answer, without our tools. Runs from the sources, so it needs a Node that strips types.
 */
import { defineServer, defineTool, z } from '../../packages/kit/src/index.ts';
import { run } from '../../packages/kit/src/serve/index.ts';
import { checkedCalls } from './checked-calls.mjs';

const { operations, endOfChunk } = checkedCalls(process.argv[2]);
const path = z.string();
const inputs = {
  read: z.object({ path }),
  readMany: z.object({ paths: z.array(path) }),
  replace: z.object({ path, content: z.string() }),
};

let scheduled = false;

/** Calls that arrived together share what the calls of the second step share. */
function endSoon() {
  if (scheduled) return;
  scheduled = true;
  setImmediate(() => {
    scheduled = false;
    endOfChunk();
  });
}

const tools = Object.entries(inputs).map(([name, input]) =>
  defineTool({
    name,
    title: name,
    description: name,
    annotations: { readOnlyHint: name !== 'replace', openWorldHint: false },
    input,
    async handler(given) {
      endSoon();
      return operations[name](given);
    },
  }),
);

// As ours is started.
process.argv.splice(2, Infinity, '--max-output', '1000000');
await run(
  defineServer({
    name: 'protocol',
    command: 'protocol',
    title: 'Protocol',
    version: '0',
    description: 'The bench.',
    instructions: '',
    options: {},
    open: async () => ({ context: undefined }),
    toolsets: { main: { description: 'All.', default: true, tools } },
  }),
);
