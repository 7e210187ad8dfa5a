import {
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLTypeResolver,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { Fields, type JsonObject } from '../json.ts';
import type { Context, Resolvers } from './context.ts';
import { resolvers } from './types.ts';

/** The field of a type: its own resolver, else a property of that name, else the least that the schema allows. */
export const resolveField: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  const type = info.parentType.name;
  const own = find(type, info.fieldName);
  if (own !== undefined) return own(source, new Fields(args), context);
  const value = property(source, info.fieldName);
  if (typeof value === 'function') return Reflect.apply(value, source, [args]);
  if (value !== undefined) return value;
  // Anonymous parts of answers say what they are by what they hold; for those, absent is null.
  if (info.parentType.getInterfaces().length > 0 && info.fieldName !== 'clientMutationId')
    context.request.generated = true;
  return least(info.returnType, context);
};

export const resolveType: GraphQLTypeResolver<unknown, Context> = (value) => {
  const named = property(value, '__typename');
  if (typeof named === 'string') return named;
  const kind = property(value, 'kind');
  if (kind === 'User') return String(property(value, 'type'));
  if (kind === 'ProjectV2Field') return fieldTypes[String(property(value, 'dataType'))] ?? 'ProjectV2Field';
  return typeof kind === 'string' ? kind : undefined;
};

const fieldTypes: Record<string, string> = {
  SINGLE_SELECT: 'ProjectV2SingleSelectField',
  ITERATION: 'ProjectV2IterationField',
};

function find(type: string, field: string): Resolvers[string] | undefined {
  const own = resolvers[type];
  return own !== undefined && Object.hasOwn(own, field) ? own[field] : undefined;
}

function property(source: unknown, name: string): unknown {
  if (typeof source !== 'object' || source === null) return undefined;
  return Object.hasOwn(source, name) ? Reflect.get(source, name) : undefined;
}

/** The least value of a type: null where that is allowed. */
function least(type: GraphQLOutputType, context: Context): unknown {
  if (!isNonNullType(type)) return null;
  const inner = type.ofType;
  if (isListType(inner)) return [];
  const named = getNamedType(inner);
  if (isEnumType(named)) return named.getValues()[0]?.value;
  if (isObjectType(named)) {
    // An empty connection is one that can be paged.
    const empty: JsonObject = named.name.endsWith('Connection')
      ? { nodes: [], edges: [], totalCount: 0, pageInfo: { hasNextPage: false, hasPreviousPage: false } }
      : {};
    return empty;
  }
  if (isAbstractType(named)) return null;
  switch (named.name) {
    case 'Boolean':
      return false;
    case 'Int':
    case 'Float':
      return 0;
    case 'DateTime':
      return context.world.users[0]?.createdAt ?? '';
    case 'URI':
      return 'https://github.com';
    default:
      return '';
  }
}
