import { run } from '@mcp-reference/kit/serve';
import { myApi } from './server.ts';

await run(myApi);
