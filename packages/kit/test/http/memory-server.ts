import * as z from 'zod/v4';
import { run } from '../../src/serve/run.ts';
import { defineTool } from '../../src/tool.ts';
import { serverOf } from '../fixtures.ts';

await run(
  serverOf([
    defineTool({
      name: 'tell_memory',
      title: 'Tell memory',
      description: 'Tell how much memory is in use.',
      annotations: { readOnlyHint: true, openWorldHint: false },
      input: z.object({ quick: z.boolean().optional() }),
      async handler({ quick }, _context: undefined) {
        if (quick !== true) globalThis.gc?.();
        return `bytes ${process.memoryUsage().heapUsed + process.memoryUsage().external}`;
      },
    }),
  ]),
);
