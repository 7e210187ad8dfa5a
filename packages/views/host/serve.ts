import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { root } from '../../../scripts/packages.ts';
import type { Running } from './servers.ts';
import { examples } from './examples.ts';

/** The policy of MCP Apps for a view that asks for no domains. */
const viewPolicy =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; connect-src 'none'";

/** A request that a view or the page made. */
export interface Made {
  server: string;
  tool: string;
  args: Record<string, unknown>;
}

/**
 * Serves a page with ext-apps' AppBridge on the loopback interface: it calls tools and shows their views, each in a
 * sandboxed frame without the page's origin.
 */
export async function serveHost(
  servers: ReadonlyMap<string, Running>,
  port = 0,
): Promise<{ url: string; made: Made[]; close(): Promise<void> }> {
  const script = await hostScript();
  const made: Made[] = [];
  // Other pages in the same browser must not call tools.
  const token = randomBytes(16).toString('hex');
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const send = (type: string, body: string, headers: Record<string, string> = {}) =>
      response
        .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', ...headers })
        .end(body);
    const server = servers.get(url.searchParams.get('server') ?? '');
    if (url.pathname === '/') return send('text/html', page(token, servers));
    if (url.pathname === '/host.js') return send('text/javascript', script);
    if (server === undefined || url.searchParams.get('token') !== token) return response.writeHead(404).end();
    if (url.pathname === '/view') {
      const { contents } = await server.client.readResource({ uri: url.searchParams.get('uri') ?? '' });
      const [content] = contents;
      return send('text/html', content && 'text' in content ? content.text : '', {
        'content-security-policy': viewPolicy,
      });
    }
    if (url.pathname === '/tools') return send('application/json', JSON.stringify(await server.client.listTools()));
    const { tool, args } = JSON.parse(await bodyOf(request)) as Omit<Made, 'server'>;
    made.push({ server: server.name, tool, args });
    const result = await server.client.callTool({ name: tool, arguments: args });
    return send('application/json', JSON.stringify(result));
  };
  const http = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    made,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

async function hostScript(): Promise<string> {
  const build = await rolldown({
    input: path.join(root, 'packages/views/app/host/main.ts'),
    platform: 'browser',
    tsconfig: false,
  });
  const { output } = await build.generate({ format: 'iife' });
  await build.close();
  return output[0].code;
}

function page(token: string, servers: ReadonlyMap<string, Running>): string {
  const shown = examples.filter(({ server }) => servers.has(server));
  const data = JSON.stringify({ token, examples: shown }).replaceAll('<', '\\u003c');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Views</title>
<style>
body { font: 14px system-ui, sans-serif; margin: 16px; background: #fff; color: #111; }
body.dark { background: #0d0f12; color: #eee; }
form { display: flex; gap: 8px; flex-wrap: wrap; margin-bottom: 12px; }
input[name=args] { flex: 1; min-width: 240px; font-family: monospace; }
iframe { width: 100%; border: 1px solid #888; border-radius: 8px; height: 300px; }
</style>
<form id="form"><select name="example" aria-label="Example"></select><select name="server" aria-label="Server"></select>
<input name="tool" aria-label="Tool"><input name="args" aria-label="Arguments"><button>Call</button>
<label><input type="checkbox" name="dark"> dark</label></form>
<div id="frame"></div><script>window.start = ${data};</script><script src="/host.js"></script></html>`;
}
