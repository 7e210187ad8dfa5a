import { description } from '../description/load.ts';
import type { Match } from '../description/route.ts';
import type { Json } from '../json.ts';
import { answer } from './answer.ts';
import { authenticate, type Held } from './authenticate.ts';
import type { Sent } from './faults.ts';
import { file } from './files.ts';
import { cursorLink, etag, link, scopeHeaders } from './headers.ts';
import type { Incoming } from './incoming.ts';
import { type Reply } from './reply.ts';
import { Refusal } from '../refusal.ts';
import type { Room } from './room.ts';
import { acceptedScopes } from './scopes.ts';
import { signIn } from './sign-in.ts';

/** Versions of the REST API that a request may ask for. */
const versions = new Set(['2022-11-28']);

/** Answers a request from the world, with all the headers that GitHub sends. */
export async function respond(room: Room, incoming: Incoming, match: Match | undefined): Promise<Sent> {
  const { request, path } = incoming;
  let held: Held | undefined;
  let reply: Reply;
  try {
    const other = file(room, incoming) ?? signIn(room, incoming);
    if (other !== undefined) return finish(room, incoming, undefined, other, {});
    // What an App says of itself is no token; the handlers look at it.
    if (!/^\/app(\/|$)/.test(path)) held = authenticate(room, request.headers['authorization']);
    checkHeaders(incoming);
    reply = await dispatch(room, incoming, match, held);
  } catch (error) {
    reply = failed(request.violations, error);
  }
  return finish(room, incoming, held?.text, reply, manners(room, incoming, match, held, reply));
}

/** Checks the headers that GitHub wants of every request. */
function checkHeaders({ request }: Incoming): void {
  if (request.headers['user-agent'] === undefined) {
    request.violations.push('no user-agent header');
    throw new Refusal(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    );
  }
  const version = request.headers['x-github-api-version'];
  if (version === undefined || versions.has(version)) return;
  request.violations.push(`no version ${version} of the API`);
  throw new Refusal(400, `The API version ${version} is not supported.`);
}

async function dispatch(
  room: Room,
  incoming: Incoming,
  match: Match | undefined,
  held: Held | undefined,
): Promise<Reply> {
  const { request, path } = incoming;
  if (path === '/graphql') {
    const { execute } = await import('../graphql/execute.ts');
    return execute(room, request, held?.token);
  }
  if (match === undefined) {
    request.violations.push(`no operation ${request.method} ${path}`);
    throw new Refusal(404, 'Not Found');
  }
  if (room.server && description().isCloudOnly(match.operation.id)) throw new Refusal(404, 'Not Found');
  return answer(room, incoming, match, held);
}

function manners(
  room: Room,
  incoming: Incoming,
  match: Match | undefined,
  held: Held | undefined,
  reply: Reply,
): Record<string, string> {
  const { request, url, path } = incoming;
  const { owner = '', repo = '' } = match?.path ?? {};
  const accepted =
    match === undefined ? [] : acceptedScopes(request.method, match.operation.path, room.world.repository(owner, repo));
  const links = reply.paging ? link(url, reply.paging) : reply.cursors && cursorLink(url, reply.cursors);
  // GitHub Enterprise Server has no rate limits unless they are turned on.
  const counts = path !== '/rate_limit' && !room.server;
  return {
    ...(counts && room.limits.count(held?.text, resourceOf(path))),
    ...(room.server && { 'x-github-enterprise-version': 'enterprise-server@3.19.0' }),
    ...scopeHeaders(held?.token, accepted),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': request.headers['x-github-api-version'] ?? '2022-11-28',
    'access-control-expose-headers': 'ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit',
    vary: 'Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With',
    ...(links !== undefined && { link: links }),
  };
}

/** The rate limit that a path counts against. */
function resourceOf(path: string): string {
  if (path === '/graphql') return 'graphql';
  if (path.startsWith('/search/code')) return 'code_search';
  return path.startsWith('/search/') ? 'search' : 'core';
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

const text = (data: Json | undefined): string => (data === undefined ? '' : JSON.stringify(data));
