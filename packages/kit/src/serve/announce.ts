import * as zod from 'zod/v4';
import type { Tool as ToolDefinition } from '@modelcontextprotocol/server';
import { real } from '../schema/zod.ts';
import type { Tool } from '../tool.ts';
import { inputOf } from './input/read.ts';

const announced = new WeakMap<object, ToolDefinition>();

/** Returns the definition of a tool for `tools/list`. Converted once per process. */
export function announce<Context>(tool: Tool<Context>): ToolDefinition {
  let definition = announced.get(tool);
  if (definition === undefined) {
    const { name, title, description, annotations } = tool;
    definition = {
      name,
      title,
      description,
      inputSchema: toSchema(inputOf(tool), 'input'),
      annotations: annotations.readOnlyHint
        ? { ...annotations, destructiveHint: false, idempotentHint: true }
        : { ...annotations },
    };
    announced.set(tool, definition);
  }
  return definition;
}

/** Returns the schema of a tool's data, which `tools/list` has only with --structured-output. */
export function outputSchemaOf<Context>({ output }: Tool<Context>): ToolDefinition['outputSchema'] {
  return output && toSchema(real(output), 'output');
}

/** Converts a schema to JSON Schema, without the parts that cost bytes and give a model no information. */
function toSchema(schema: zod.ZodObject, io: 'input' | 'output'): ToolDefinition['inputSchema'] {
  const json = zod.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      // The largest safe integer is a bound of the schema library, not one of the tool.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      // Null is accepted, and announced as a description says: unions of types are lost or refused by several clients.
      if (io === 'input') withoutNull(jsonSchema);
      // Unknown arguments are rejected by name whatever a schema says, and strict clients add this themselves. Answers may
      // gain fields; forbidding that would break clients that validate.
      if (io === 'output' || jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  const { $schema: _, ...rest } = json;
  return { ...rest, type: 'object' } as ToolDefinition['inputSchema'];
}

/** Replaces "X or null" by X. */
function withoutNull(schema: zod.core.JSONSchema.BaseSchema): void {
  const { anyOf } = schema;
  if (anyOf?.length !== 2 || !anyOf.some(({ type }) => type === 'null')) return;
  delete schema.anyOf;
  Object.assign(
    schema,
    anyOf.find(({ type }) => type !== 'null'),
  );
}
