import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readableSize } from '../answer/count.ts';
import { isRecord } from '../is-record.ts';
import type { Options } from '../options.ts';
import type { Server } from '../server.ts';
import { loadTools } from '../toolsets.ts';
import type { Session } from './session.ts';

export interface StructuredSample {
  tool: string;
  args: Record<string, unknown>;
  /** Fields whose values only the data has, such as the parents of a commit. */
  beyond?: readonly string[];
  /** The number of facts that the data must at least have. */
  least?: number;
}

export interface StructuredScene {
  /** A server with its default options, and one with `--structured-output`, on the same data. */
  plain: Session;
  structured: Session;
  /** A call of every tool with an output schema. */
  samples: readonly StructuredSample[];
  /** Undoes the effects of the samples; called before each call. */
  reset?(): void;
}

/**
 * Compares a server with and without `--structured-output`: the text is the same; without the flag, no schema is
 * announced and nothing is sent twice; with it, the data is what the schema says, and everything in it is in the text.
 */
export async function checkStructured<O extends Options, Context>(
  server: Server<O, Context>,
  { plain, structured, samples, reset = () => {} }: StructuredScene,
): Promise<void> {
  const announced = await structured.listTools();
  const schemas = new Map(announced.map(({ name, outputSchema }) => [name, outputSchema]));
  for (const { name, outputSchema } of await plain.listTools()) assert.equal(outputSchema, undefined, name);
  const expected = (await loadTools(server.toolsets)).filter(({ tool }) => tool.output !== undefined);
  assert.deepEqual(
    expected.filter(({ name }) => !samples.some(({ tool }) => tool === name)).map(({ name }) => name),
    [],
    'tools with an output schema that are not called',
  );
  const unasked = new Set(expected.filter(({ tool }) => tool.alwaysData === true).map(({ name }) => name));
  const ajv = new Ajv2020({ strict: false });
  for (const { tool, args, beyond = [], least = 1 } of samples) {
    reset();
    const without = await plain.call(tool, args);
    assert.equal(without.isError, false, `${tool}: ${without.text}`);
    if (unasked.has(tool)) assert.ok(without.structured !== undefined, `${tool} sends no data`);
    else assert.equal(without.structured, undefined, `${tool} sends data without the flag`);
    reset();
    const { text, structured: data, isError } = await structured.call(tool, args);
    assert.equal(isError, false, `${tool}: ${text}`);
    assert.equal(withoutChance(text), withoutChance(without.text), `${tool}: the text is the same`);
    const schema = schemas.get(tool);
    assert.ok(isRecord(schema), `${tool} announces an output schema`);
    assert.ok(ajv.validate(schema, data), `${tool}: ${ajv.errorsText()} in ${JSON.stringify(data)}`);
    const leaves = leavesOf(data, beyond);
    assert.ok(leaves.length >= least, `${tool} has ${leaves.length} facts`);
    for (const leaf of leaves) assert.ok(isSaid(leaf, text), `${tool}: ${JSON.stringify(leaf)} is not in: ${text}`);
  }
}

/** Replaces cursors and the marks around texts of others, which are random. */
const withoutChance = (text: string): string =>
  text.replaceAll(/(?<=cursor )\S+?(?=\])|(?<=<<<)[0-9a-f]{8}|[0-9a-f]{8}(?=>>>)/g, '…');

/** The texts and numbers in data. Flags and nulls are said by words of the text. */
function leavesOf(data: unknown, beyond: readonly string[]): (string | number)[] {
  if (typeof data === 'string' || typeof data === 'number') return data === '' || data === 0 ? [] : [data];
  if (Array.isArray(data)) return data.flatMap((item) => leavesOf(item, beyond));
  if (!isRecord(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => (beyond.includes(key) ? [] : leavesOf(value, beyond)));
}

/** True if a text has a value in one of the forms that answers use. */
function isSaid(leaf: string | number, text: string): boolean {
  if (typeof leaf === 'string') return text.includes(leaf) || text.includes(JSON.stringify(leaf).slice(1, -1));
  return [String(leaf), leaf.toLocaleString('en-US'), readableSize(leaf)].some((form) => text.includes(form));
}
