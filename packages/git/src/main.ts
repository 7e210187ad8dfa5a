import { run } from '@mcp-reference/kit/serve';
import { git } from './server.ts';

await run(git);
