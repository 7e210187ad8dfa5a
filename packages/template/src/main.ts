import { run } from '@mcp-reference/kit/serve';
import { myExample } from './server.ts';

await run(myExample);
