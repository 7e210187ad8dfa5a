import { run } from '@mcp-reference/kit/serve';
import { myMinimal } from './server.ts';

await run(myMinimal);
