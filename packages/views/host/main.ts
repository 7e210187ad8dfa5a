// A local page that shows the views of all four servers, on the tour's data.
import { serveHost } from './serve.ts';
import { startServers } from './servers.ts';

const { servers, close } = await startServers();
const host = await serveHost(servers, Number(process.env['PORT'] ?? 0));
console.log(`The views are at ${host.url} (Ctrl-C ends it).`);
await new Promise<void>((resolve) => {
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
});
await host.close();
await close();
