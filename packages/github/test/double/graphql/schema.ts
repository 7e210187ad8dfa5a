import { readFileSync } from 'node:fs';
import { buildASTSchema, concatAST, extendSchema, type GraphQLSchema, parse } from 'graphql';
import { unpack } from '../description/load.ts';

let built: GraphQLSchema | undefined;

/** GitHub's schema, built when first asked for: that takes a quarter of a second. */
export function schema(): GraphQLSchema {
  if (built !== undefined) return built;
  const published = parse(unpack('schema.graphql.gz'), { noLocation: true });
  const supplement = parse(readFileSync(new URL('../data/supplement.graphql', import.meta.url), 'utf8'), {
    noLocation: true,
  });
  built = extendSchema(
    buildASTSchema(concatAST([published]), { assumeValid: true, assumeValidSDL: true }),
    supplement,
    { assumeValid: true, assumeValidSDL: true },
  );
  return built;
}
