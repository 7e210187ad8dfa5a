import {
  execute as run,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
} from 'graphql';
import { type Reply } from '../http/reply.ts';
import { Refusal } from '../refusal.ts';
import type { Request } from '../http/requests.ts';
import type { Room } from '../http/room.ts';
import { Fields, isObject, type Json, type JsonObject } from '../json.ts';
import type { Token } from '../world/world.ts';
import type { Context } from './context.ts';
import { resolveField, resolveType } from './resolve.ts';
import { publishedSchema, schema } from './schema.ts';

/** Answers a GraphQL request by GitHub's schema, from the same world as REST. */
export async function execute(room: Room, request: Request, token: Token | undefined): Promise<Reply> {
  if (token === undefined) throw new Refusal(401, 'This endpoint requires you to be authenticated.');
  if (request.method !== 'POST') throw new Refusal(404, 'Not Found');
  const body = new Fields(isObject(request.body) ? request.body : {});
  const text = body.text('query');
  if (text === undefined) {
    request.violations.push('GraphQL: no query');
    return errors([{ message: 'A query attribute must be specified and must be a string.' }]);
  }
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    return refused(request, [error instanceof GraphQLError ? error : new GraphQLError(String(error))]);
  }
  const known = room.server ? publishedSchema() : schema();
  const mistakes = validate(known, document);
  if (mistakes.length > 0) return refused(request, mistakes);
  const operationName = body.text('operationName');
  const operation = getOperationAST(document, operationName);
  request.graphql = { kind: operation?.operation ?? 'query', name: operation?.name?.value };

  const context: Context = { world: room.world, viewer: token.user, token, url: room.url, request };
  const result = await run({
    schema: known,
    document,
    contextValue: context,
    variableValues: body.object('variables')?.all ?? {},
    operationName: operationName ?? null,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  return answer(request, result);
}

function answer(request: Request, result: ExecutionResult): Reply {
  const failures = result.errors ?? [];
  for (const one of failures) {
    const { originalError } = one;
    // A mistake in the variables is the caller's; anything else that no resolver means to say is the double's own.
    if (one.path === undefined && one.extensions['type'] === undefined)
      request.violations.push(`GraphQL: ${one.message}`);
    else if (
      originalError !== undefined &&
      !(originalError instanceof Refusal) &&
      !(originalError instanceof GraphQLError)
    )
      request.violations.push(`the double failed: ${originalError.stack ?? one.message}`);
  }
  const data = result.data === undefined ? {} : { data: result.data as JsonObject | null };
  return { status: 200, data: { ...data, ...(failures.length > 0 && { errors: failures.map(format) }) } };
}

function refused(request: Request, mistakes: readonly GraphQLError[]): Reply {
  request.violations.push(...mistakes.map(({ message }) => `GraphQL: ${message}`));
  return errors(mistakes.map(format));
}

const errors = (all: JsonObject[]): Reply => ({ status: 200, data: { errors: all } });

/** An error in GitHub's shape: the type stands outside of the extensions, and unknown fields have a code. */
function format(error: GraphQLError): JsonObject {
  const { type } = error.extensions;
  const cause = error.originalError;
  const refusal = cause instanceof Refusal ? cause : undefined;
  const locations: Json = (error.locations ?? []).map(({ line, column }) => ({ line, column }));
  const path: Json = [...(error.path ?? [])];
  const unknown = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message);
  if (unknown !== null) {
    const [, fieldName = '', typeName = ''] = unknown;
    const message = `Field '${fieldName}' doesn't exist on type '${typeName}'`;
    return {
      path: ['query', fieldName],
      extensions: { code: 'undefinedField', typeName, fieldName },
      locations,
      message,
    };
  }
  const named = typeof type === 'string' ? type : refusal && types[refusal.status];
  return {
    ...(named && { type: named }),
    path,
    locations,
    message: refusal === undefined ? error.message : words(refusal),
  };
}

const types: Record<number, string> = {
  401: 'FORBIDDEN',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'UNPROCESSABLE',
  409: 'UNPROCESSABLE',
  422: 'UNPROCESSABLE',
};

/** The message of a refusal: REST names the field in a separate list, GraphQL has only the message. */
function words({ body, message }: Refusal): string {
  const [first] = Array.isArray(body['errors']) ? body['errors'] : [];
  if (typeof first === 'string') return first;
  if (!isObject(first)) return message;
  return typeof first['message'] === 'string'
    ? first['message']
    : `${message}: ${JSON.stringify(first['field'])} is ${JSON.stringify(first['code'])}`;
}
