import { run } from '@mcp-reference/kit/serve';
import { filesystem } from './server.ts';

await run(filesystem);
