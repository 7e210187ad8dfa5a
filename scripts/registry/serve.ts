// A child process that serves a registry on a free port of this computer, reports the port to its parent, and exits
// with it.
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Server } from 'node:http';

const [folder = '', config = ''] = process.argv.slice(2);
const { runServer }: { runServer(config: string): Promise<Server> } = createRequire(path.join(folder, 'package.json'))(
  'verdaccio',
);
const server = await runServer(config);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
});
process.on('disconnect', () => process.exit());
