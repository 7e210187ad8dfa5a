import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../fixtures.ts';

/** A load balancer in front of replicas that listen at these ports of this machine. */
export interface Balancer {
  url: string;
}

export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  server.close();
  return typeof bound === 'object' && bound ? bound.port : 0;
}

/** nginx with the configuration that is shipped; only the ports are others. */
export async function startNginx(ports: readonly number[]): Promise<Balancer> {
  const folder = temporaryFolder();
  const own = await freePort();
  const shipped = readFileSync(fileURLToPath(new URL('../../../../deploy/nginx.conf', import.meta.url)), 'utf8');
  const places = [8081, 8082, 8083].map((port) => `127.0.0.1:${port}`);
  let text = shipped.replace('127.0.0.1:8080', `127.0.0.1:${own}`);
  for (const [index, place] of places.entries()) text = text.replace(place, `127.0.0.1:${ports[index]}`);
  writeFileSync(`${folder}/nginx.conf`, text);
  mkdirSync(`${folder}/tmp`);
  // Started by root it would give up its rights, and then lack those on this folder.
  const asRoot = process.getuid?.() === 0 ? 'user root; ' : '';
  const nginx = spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-g', `${asRoot}daemon off;`], { stdio: 'ignore' });
  onTestFinished(async () => {
    nginx.kill('SIGQUIT');
    await once(nginx, 'exit');
  });
  const url = `http://127.0.0.1:${own}/mcp`;
  await vi.waitFor(async () => (await fetch(new URL('/healthz', url))).text());
  return { url };
}

/** The time before a replica that was ending or gone is tried again, in milliseconds. */
const rest = 3_000;

/** In turn to each replica, and on to the next one when a replica cannot be reached or is ending: as nginx is configured. */
export async function startRoundRobin(ports: readonly number[]): Promise<Balancer> {
  const rested = new Map<number, number>();
  let turn = 0;
  const choose = (): number => {
    const now = Date.now();
    const able = ports.filter((port) => (rested.get(port) ?? 0) < now);
    const from = able.length > 0 ? able : ports;
    return from[turn++ % from.length] ?? 0;
  };
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, left: number) => {
    const port = choose();
    const { method, url: path, headers } = incoming;
    const onward = request({ port, host: '127.0.0.1', method, path, headers, agent: false });
    const another = () => {
      rested.set(port, Date.now() + rest);
      pass(incoming, outgoing, body, left - 1);
    };
    onward.on('response', (response) => {
      if (response.statusCode === 503 && left > 0) return another();
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    onward.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' && left > 0) another();
      else if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    onward.end(body);
  };
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => void parts.push(part));
    incoming.on('end', () => pass(incoming, outgoing, Buffer.concat(parts), ports.length));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const bound = server.address();
  return { url: `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}/mcp` };
}
