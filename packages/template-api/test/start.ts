import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startSession, type Era, type Session } from '@mcp-reference/kit/testing';
import { onTestFinished } from 'vitest';

/** The built program, so that tests run what is published. */
export const program = fileURLToPath(new URL('../dist/main.mjs', import.meta.url));

export interface Request {
  url: URL;
  authorization: string | undefined;
}

/** A web API for one test. `answer` returns the JSON of a response, or a status. */
export async function serveApi(
  answer: (request: Request) => unknown,
): Promise<{ address: string; requests: Request[] }> {
  const requests: Request[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    const request = { url: new URL(url, 'http://api'), authorization: headers.authorization };
    requests.push(request);
    const body = answer(request);
    response.writeHead(typeof body === 'number' ? body : 200, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, requests };
}

/** Starts the server as a host would. It ends with the test. */
export async function start(era: Era, address: string, env: Record<string, string> = {}): Promise<Session> {
  const session = await startSession({ era, args: [program, '--url', address], env });
  onTestFinished(() => session.close());
  return session;
}
