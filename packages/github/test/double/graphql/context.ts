import { GraphQLError } from 'graphql';
import type { Request } from '../http/requests.ts';
import { hasScope } from '../http/scopes.ts';
import type { Fields } from '../json.ts';
import type { User } from '../world/types.ts';
import type { Token, World } from '../world/world.ts';

/** State that the resolvers of one request share. */
export interface Context {
  world: World;
  viewer: User;
  token: Token;
  url: string;
  request: Request;
}

/**
 * The way a field of a type is answered from what stands for the type. Written as a method, so that maps for different
 * sources are one kind of thing: which source a type has is known by the schema alone.
 */
export type Resolve<Source = unknown> = {
  resolve(source: Source, args: Fields, context: Context): unknown;
}['resolve'];

export type Resolvers<Source = unknown> = Readonly<Record<string, Resolve<Source>>>;

/** An error as GitHub words it; `type` is such as `NOT_FOUND`. */
export function failure(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export const unresolved = (what: string, by: string): GraphQLError =>
  failure('NOT_FOUND', `Could not resolve to ${what} with the ${by}.`);

/** Refuses a classic token without a scope. */
export function need({ token }: Context, scope: string, field: string): void {
  if (token.kind !== 'classic' || hasScope(token.scopes, scope)) return;
  throw failure(
    'INSUFFICIENT_SCOPES',
    `Your token has not been granted the required scopes to execute this query. The '${field}' field requires one of the following scopes: ['${scope}'], but your token has only been granted the: ['${token.scopes.join("', '")}'] scopes. Please modify your token's scopes at: https://github.com/settings/tokens.`,
  );
}
