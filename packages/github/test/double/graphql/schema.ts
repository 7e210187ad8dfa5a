import { readFileSync } from 'node:fs';
import { buildASTSchema, extendSchema, type GraphQLSchema, parse } from 'graphql';
import { unpack } from '../description/load.ts';

let published: GraphQLSchema | undefined;
let whole: GraphQLSchema | undefined;

/** GitHub's schema as it was published, built when first asked for: that takes a quarter of a second. */
export function publishedSchema(): GraphQLSchema {
  published ??= buildASTSchema(parse(unpack('schema.graphql.gz'), { noLocation: true }), {
    assumeValid: true,
    assumeValidSDL: true,
  });
  return published;
}

/** The schema with what is newer than the published one. */
export function schema(): GraphQLSchema {
  if (whole !== undefined) return whole;
  const text = readFileSync(new URL('../data/supplement.graphql', import.meta.url), 'utf8');
  const supplement = parse(text, { noLocation: true });
  whole = extendSchema(publishedSchema(), supplement, { assumeValid: true, assumeValidSDL: true });
  return whole;
}
