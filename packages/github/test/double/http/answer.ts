import { answerSchema, mistakes } from '../description/check.ts';
import { fill } from '../description/fill.ts';
import type { Match } from '../description/route.ts';
import type { Json } from '../json.ts';
import { Fields, isObject } from '../json.ts';
import { handlers } from '../rest/index.ts';
import type { Repository } from '../world/types.ts';
import type { Held } from './authenticate.ts';
import type { Call } from './call.ts';
import type { Incoming } from './incoming.ts';
import { redirect, type Reply } from './reply.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { Room } from './room.ts';
import { refuseScopes } from './scopes.ts';
import { validate } from './validate.ts';

const inRepository = '/repos/{owner}/{repo}';

/** Answers a REST operation from the world. */
export function answer(
  room: Room,
  { request, bytes, path, url }: Incoming,
  match: Match,
  held: Held | undefined,
): Reply {
  const token = held?.token;
  const { operation } = match;
  const named = repositoryOf(room, match);
  if (typeof named === 'string')
    return moved(request.method, `${room.url}${named}${path.replace(/^(\/[^/]*){3}/, '')}${url.search}`);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query)) for (const one of [value].flat()) query.append(name, one);
  const checked = validate(operation, match.path, query, request.body, request.headers['content-type'] ?? '');
  request.violations.push(...checked.refused, ...checked.ignored);
  // What the caller may not see is hidden before anything is said about the request.
  const refusal = refuseScopes(token, request.method, operation.path, named);
  if (refusal !== undefined) throw refusal;
  if (
    operation.path.startsWith(inRepository) &&
    (named === undefined || !room.world.permission(token?.user ?? null, named))
  )
    throw notFound();
  if (checked.refused.length > 0)
    throw new Refusal(422, `Invalid request.\n\n${checked.refused.join('. ')}.`, { errors: checked.refused });

  const handler = handlers[`${operation.method} ${operation.path}`];
  if (handler === undefined) {
    if (token === undefined && /^\/user(\/|$)/.test(operation.path)) throw new Refusal(401, 'Requires authentication');
    request.generated = true;
    return generate(operation.responses);
  }
  const call: Call = {
    operation,
    path: new Fields(checked.path),
    query: new Fields(checked.query),
    body: new Fields(isObject(request.body) ? request.body : { items: request.body }),
    bytes,
    headers: request.headers,
    media: /application\/vnd\.github\.(?:v3\.)?([\w+.-]+)/.exec(request.headers['accept'] ?? '')?.[1] ?? '',
    world: room.world,
    viewer: token?.user ?? null,
    limit: (resource) => room.limits.left(held?.text, resource),
    server: room.server,
    url: room.url,
  };
  const reply = handler(call);
  if (reply.data === undefined) return reply;
  return { ...reply, data: complete(room, match, reply.status, reply.data) };
}

/** The answer in the shape that the description wants; a strict double says when it is not. */
function complete(room: Room, { operation }: Match, status: number, data: Json): Json {
  const schema = answerSchema(operation, status);
  if (schema === undefined) return data;
  const whole = fill(schema, data);
  const wrong = room.strict ? mistakes(schema, whole) : [];
  if (wrong.length > 0)
    throw new Error(`The answer of ${operation.id} does not satisfy the description: ${wrong.join('; ')}`);
  return whole;
}

/** The least answer that the description allows, for an operation without a handler. */
function generate(responses: Match['operation']['responses']): Reply {
  const status = Number(Object.keys(responses).find((one) => one.startsWith('2')) ?? '204');
  const schema = Object.entries(responses[status] ?? {}).find(([type]) => /json/.test(type))?.[1];
  return schema === undefined ? { status } : { status, data: fill(schema, undefined) };
}

/** The repository of a path, if there is; the new name of one that was renamed. */
function repositoryOf(room: Room, { operation, path }: Match): Repository | string | undefined {
  if (!operation.path.startsWith(inRepository)) return undefined;
  const { owner = '', repo = '' } = path;
  const held = room.world.repository(owner, repo);
  if (held !== undefined) return held;
  const renamed = room.world.renamed.get(`${owner}/${repo}`.toLowerCase());
  return renamed && `/repositories/${renamed.id}`;
}

function moved(method: string, url: string): Reply {
  const status = method === 'GET' || method === 'HEAD' ? 301 : 307;
  const message = status === 301 ? 'Moved Permanently' : 'Temporary Redirect';
  return { ...redirect(url, status), data: { message, url, documentation_url: 'https://docs.github.com/rest' } };
}
