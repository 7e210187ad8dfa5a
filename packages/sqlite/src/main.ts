import { run } from '@mcp-reference/kit/serve';
import { sqlite } from './server.ts';

await run(sqlite);
