import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startSession, type Era, type Session, type SessionOptions } from '@mcp-reference/kit/testing';
import { onTestFinished } from 'vitest';
import { github } from '../src/server.ts';

/** The built program: what is published is what is tested. */
export const program = fileURLToPath(new URL('../dist/main.mjs', import.meta.url));

/** A made-up token of the classic kind. */
export const token = `ghp_${'a1B2'.repeat(9)}`;

export interface StartOptions extends Partial<Omit<SessionOptions, 'era' | 'args'>> {
  era?: Era;
  flags?: readonly string[];
  /** Absent: {@link token}; empty: nobody is signed in. */
  token?: string;
  /** True to start the built program instead of a server in this process. */
  built?: boolean;
}

/** Starts a server against a stand-in for GitHub; it ends with the test. */
export async function start(
  url: string,
  { era = 'modern', flags = [], env, token: given = token, built = false, ...rest }: StartOptions = {},
): Promise<Session> {
  // The key store of the person who runs the tests stays as it is.
  const variables = {
    MCP_GITHUB_TOKEN_STORE: 'file',
    GITHUB_STAND_IN: url,
    ...(given !== '' && { GITHUB_PERSONAL_ACCESS_TOKEN: given }),
    ...env,
  };
  const way = built ? { args: [program, ...flags] } : { server: github, args: flags };
  const session = await startSession({ era, ...way, env: variables, ...rest });
  onTestFinished(() => session.close());
  return session;
}

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Stub {
  url: string;
  /** Every request that arrived. */
  seen: Seen[];
}

/** A few lines of HTTP that answer as a test says: for what no real GitHub answers on demand. */
export async function stub(answer: (request: Seen, response: ServerResponse, count: number) => void): Promise<Stub> {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(parts).toString() };
      seen.push(one);
      answer(one, response, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

export function json(
  response: ServerResponse,
  data: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(data));
}
