import { run } from '@mcp-reference/kit/serve';
import { github } from './server.ts';

await run(github);
