import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { description } from '../description/load.ts';
import { type Match, route } from '../description/route.ts';
import { type Json, type JsonObject } from '../json.ts';
import { answer } from './answer.ts';
import { authenticate, type Held } from './authenticate.ts';
import { type Fault, send, type Sent } from './faults.ts';
import { file } from './files.ts';
import { cursorLink, etag, link, scopeHeaders } from './headers.ts';
import { type Incoming, receive } from './incoming.ts';
import { Refusal, type Reply } from './reply.ts';
import type { Room } from './room.ts';
import { acceptedScopes } from './scopes.ts';
import { signIn } from './sign-in.ts';

/** Starts the server on the loopback interface; port 0 is a free one. */
export async function listen(room: Room, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const stopped = new AbortController();
  const server = createServer((message, response) => void serve(room, message, response, stopped.signal));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return { url: `http://127.0.0.1:${address.port}`, close: () => close(server, stopped) };
}

function close(server: Server, stopped: AbortController): Promise<void> {
  stopped.abort();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(
  room: Room,
  message: IncomingMessage,
  response: ServerResponse,
  stopped: AbortSignal,
): Promise<void> {
  response.on('error', () => response.destroy());
  let incoming: Incoming;
  try {
    incoming = await receive(message, room.url);
  } catch {
    response.destroy();
    return;
  }
  const { request } = incoming;
  room.requests.push(request);
  const match = findRoute(room, incoming);
  request.operationId = besides[incoming.path] ?? match?.operation.id;
  const fault = room.faults.next(request);
  const sent = invented(fault) ?? (await real(room, incoming, match));
  if (fault?.kind === 'change') {
    sent.status = fault.status ?? sent.status;
    Object.assign(sent.headers, fault.headers);
    if (fault.body !== undefined) sent.body = Buffer.from(fault.body(sent.body.toString('utf8')));
  }
  if (fault?.kind !== 'reset' && fault?.kind !== 'hang') request.status = sent.status;
  send(response, sent, fault, stopped);
}

/** What a fault answers in the place of the world, which does not hear of the request. */
function invented(fault: Fault | undefined): Sent | undefined {
  switch (fault?.kind) {
    case 'answer': {
      const text = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body ?? null);
      const headers = { 'content-type': 'application/json; charset=utf-8', ...fault.headers };
      return { status: fault.status, headers, body: Buffer.from(fault.body === undefined ? '' : text) };
    }
    case 'redirect':
      return { status: fault.status, headers: { location: fault.location }, body: Buffer.from('{"message":"Moved"}') };
    case 'reset':
    case 'hang':
      return fault.after === 'applied' ? undefined : { status: 0, headers: {}, body: Buffer.alloc(0) };
    default:
      return undefined;
  }
}

/** The operation that a path means; `/repositories/1234` is where renamed repositories redirect to. */
function findRoute(room: Room, incoming: Incoming): Match | undefined {
  const [, id, rest = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(incoming.path) ?? [];
  const repo = id === undefined ? undefined : room.world.repositories.find((one) => one.id === Number(id));
  if (repo !== undefined) incoming.path = `/repos/${repo.owner.login}/${repo.name}${rest}`;
  const { method } = incoming.request;
  return route(method === 'HEAD' ? 'GET' : method, incoming.path);
}

/** Names for what is no operation of the REST API. */
const besides: Readonly<Record<string, string>> = {
  '/graphql': 'graphql',
  '/login/device/code': 'sign-in/device',
  '/login/oauth/access_token': 'sign-in/token',
};

/** Versions of the REST API that a request may ask for. */
const versions = new Set(['2022-11-28']);

async function real(room: Room, incoming: Incoming, match: Match | undefined): Promise<Sent> {
  const { request, url, path } = incoming;
  let held: Held | undefined;
  let reply: Reply;
  try {
    const served = file(room, incoming) ?? signIn(room, incoming);
    if (served !== undefined) return finish(room, incoming, undefined, served, {});
    // What an App says of itself is no token; the handlers look at it.
    if (!/^\/app(\/|$)/.test(path)) held = authenticate(room, request.headers['authorization']);
    if (request.headers['user-agent'] === undefined) {
      request.violations.push('no user-agent header');
      throw new Refusal(
        403,
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
      );
    }
    const version = request.headers['x-github-api-version'];
    if (version !== undefined && !versions.has(version)) {
      request.violations.push(`no version ${version} of the API`);
      throw new Refusal(400, `The API version ${version} is not supported.`);
    }
    if (path === '/graphql') {
      const { execute } = await import('../graphql/execute.ts');
      reply = await execute(room, request, held?.token);
    } else if (match === undefined) {
      request.violations.push(`no operation ${request.method} ${path}`);
      throw new Refusal(404, 'Not Found');
    } else if (room.server && description().isCloudOnly(match.operation.id)) {
      throw new Refusal(404, 'Not Found');
    } else {
      reply = answer(room, incoming, match, held);
    }
  } catch (error) {
    reply = failed(request.violations, error);
  }
  const { owner = '', repo = '' } = match?.path ?? {};
  const resource =
    path === '/graphql'
      ? 'graphql'
      : path.startsWith('/search/code')
        ? 'code_search'
        : path.startsWith('/search/')
          ? 'search'
          : 'core';
  const accepted =
    match === undefined ? [] : acceptedScopes(request.method, match.operation.path, room.world.repository(owner, repo));
  const headers: Record<string, string> = {
    ...(path === '/rate_limit' ? {} : room.limits.count(held?.text, resource)),
    ...scopeHeaders(held?.token, accepted),
    ...(room.server && { 'x-github-enterprise-version': 'enterprise-server@3.19.0' }),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': request.headers['x-github-api-version'] ?? '2022-11-28',
    'access-control-expose-headers': 'ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit',
    vary: 'Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With',
  };
  const links = reply.paging ? link(url, reply.paging) : reply.cursors && cursorLink(url, reply.cursors);
  if (links !== undefined) headers['link'] = links;
  return finish(room, incoming, held?.text, reply, headers);
}

function failed(violations: string[], error: unknown): Reply {
  if (error instanceof Refusal) return { status: error.status, data: error.body, headers: error.headers };
  const message = error instanceof Error ? error.message : String(error);
  violations.push(`the double failed: ${message}`);
  return { status: 500, data: { message: 'Server Error', cause: message } };
}

function finish(
  room: Room,
  { request }: Incoming,
  token: string | undefined,
  reply: Reply,
  headers: Record<string, string>,
): Sent {
  const body = Buffer.isBuffer(reply.raw) ? reply.raw : Buffer.from(reply.raw ?? text(reply.data));
  const all: Record<string, string> = {
    server: 'github.com',
    'x-github-request-id': `D0B1:${(room.requests.length + 0x1000).toString(16).toUpperCase()}:1A2B3C:4D5E6F:67890ABC`,
    ...(body.length > 0 && { 'content-type': reply.contentType ?? 'application/json; charset=utf-8' }),
    ...headers,
    ...reply.headers,
  };
  if (request.method !== 'GET' || reply.status !== 200) return { status: reply.status, headers: all, body };
  all['etag'] = etag(body, token);
  all['cache-control'] = token === undefined ? 'public, max-age=60, s-maxage=60' : 'private, max-age=60, s-maxage=60';
  const known = (request.headers['if-none-match'] ?? '').split(/,\s*/);
  if (known.includes(all['etag'])) return { status: 304, headers: all, body: Buffer.alloc(0) };
  return { status: 200, headers: all, body };
}

const text = (data: Json | JsonObject | undefined): string => (data === undefined ? '' : JSON.stringify(data));
