import * as z from 'zod/v4';
import type { Tool as ToolDefinition } from '@modelcontextprotocol/server';
import type { Tool } from '../tool.ts';
import { inputOf } from './input/read.ts';

const announced = new WeakMap<object, ToolDefinition>();

/** A tool as `tools/list` gives it. Converted once per process. */
export function announce<Context>(tool: Tool<Context>): ToolDefinition {
  let definition = announced.get(tool);
  if (definition === undefined) {
    const { name, title, description, annotations } = tool;
    definition = {
      name,
      title,
      description,
      inputSchema: toSchema(inputOf(tool), 'input'),
      ...(tool.output && { outputSchema: toSchema(tool.output, 'output') }),
      annotations: annotations.readOnlyHint
        ? { ...annotations, destructiveHint: false, idempotentHint: true }
        : { ...annotations },
    };
    announced.set(tool, definition);
  }
  return definition;
}

/** JSON Schema without what costs bytes and tells a model nothing. */
function toSchema(schema: z.ZodObject, io: 'input' | 'output'): ToolDefinition['inputSchema'] {
  const json = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      // The largest safe integer is the schema library's own bound, not one of ours.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      // Answers may gain fields; forbidding that would break clients that validate.
      if (io === 'output') delete jsonSchema.additionalProperties;
    },
  });
  const { $schema: _, ...rest } = json;
  return { ...rest, type: 'object' } as ToolDefinition['inputSchema'];
}
