import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Match, route } from '../description/route.ts';
import { type Fault, send, type Sent } from './faults.ts';
import { type Incoming, receive } from './incoming.ts';
import { respond } from './respond.ts';
import type { Room } from './room.ts';

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
  request.operationId = otherOperations[incoming.path] ?? match?.operation.id;
  const fault = room.faults.next(request);
  // A changed body is another one than the caller may know.
  const changes = fault?.kind === 'change' && fault.body !== undefined;
  if (changes) delete request.headers['if-none-match'];
  const sent = invented(fault) ?? (await respond(room, incoming, match));
  if (fault?.kind === 'change') {
    sent.status = fault.status ?? sent.status;
    Object.assign(sent.headers, fault.headers);
    if (fault.body !== undefined) sent.body = Buffer.from(fault.body(sent.body.toString('utf8')));
    if (changes) delete sent.headers['etag'];
  }
  if (fault?.kind !== 'reset' && fault?.kind !== 'hang') request.status = sent.status;
  send(response, sent, fault, stopped);
}

/** The answer of a fault in the place of the world, which does not see the request. */
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
const otherOperations: Readonly<Record<string, string>> = {
  '/graphql': 'graphql',
  '/login/device/code': 'sign-in/device',
  '/login/oauth/access_token': 'sign-in/token',
};
