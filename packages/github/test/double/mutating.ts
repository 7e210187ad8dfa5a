import { expect } from 'vitest';
import type { Client } from './client.ts';
import { schema } from './graphql/schema.ts';
import { Fields, isObject, type Json, type JsonObject } from './json.ts';

/** The id of the first thing with one in an answer, however deep. */
function firstId(value: Json | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const own = new Fields(value).text('id');
  return (
    own ??
    Object.values(value)
      .map(firstId)
      .find((one) => one !== undefined)
  );
}

export interface Mutating {
  /** Runs a mutation, asks `want` back, and answers the first id in that. */
  run(name: string, input: JsonObject, want: string): Promise<string>;
  /** The mutations that ran. */
  tried: Set<string>;
}

export function mutating({ graphql }: Client): Mutating {
  const tried = new Set<string>();
  async function run(name: string, input: JsonObject, want: string): Promise<string> {
    const field = schema().getMutationType()?.getFields()[name];
    const type = String(field?.args[0]?.type);
    const { body } = await graphql(
      `mutation Run($input: ${type}) { ${name}(input: $input) { ${want} clientMutationId } }`,
      {
        input: { ...input, clientMutationId: 'mine' },
      },
    );
    expect({ name, errors: body.all['errors'] }).toEqual({ name, errors: undefined });
    expect(body.object('data')?.object(name)?.text('clientMutationId')).toBe('mine');
    tried.add(name);
    return firstId(body.object('data')?.all) ?? '';
  }

  return { run, tried };
}
