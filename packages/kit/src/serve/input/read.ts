import type * as zod from 'zod/v4';
import { ToolError } from '../../errors.ts';
import type { Glossary } from '../../glossary.ts';
import { isRecord } from '../../is-record.ts';
import { real, z } from '../../schema/zod.ts';
import type { Tool } from '../../tool.ts';
import { describeIssues, unknownArgument } from './describe.ts';
import { toRead, type Read } from './digest.ts';
import { isExact } from './exact.ts';
import { bare, schemaAt } from './schema.ts';
import { assertSize, hasManyKeys } from './size.ts';
import { tolerate } from './tolerate.ts';

/** The maximum length of a description of wrong arguments, in characters. Input is not echoed at length. */
const longestReason = 2_000;

/** Other names under which `confirm` is accepted. */
const confirmNames: Readonly<Record<string, string>> = {
  confirm_token: 'confirm',
  confirmToken: 'confirm',
  confirmation: 'confirm',
};

const confirmInput = z
  .string()
  .optional()
  .describe('After the user agreed: the sentence and code from the refusal of this call, verbatim.');

const inputs = new WeakMap<Tool<never>, zod.ZodObject>();

/** True if the kit adds the argument `confirm` to a tool. A tool may still define its own. */
const takesConfirm = (tool: Tool<never>): boolean =>
  !('confirm' in real(tool.input).shape) && (tool.confirms === true || !tool.annotations.readOnlyHint);

/** Returns the schema that rejects unknown arguments, made once. It is both announced and checked. */
export function inputOf(tool: Tool<never>): zod.ZodObject {
  let made = inputs.get(tool);
  if (made === undefined) {
    const adds = tool.confirms === true && takesConfirm(tool);
    const input = real(tool.input);
    made = (adds ? input.extend({ confirm: confirmInput }) : input).strict();
    inputs.set(tool, made);
  }
  return made;
}

const schemas = new WeakMap<Tool<never>, zod.ZodObject>();

/**
 * Returns the schema that checks the input. Any tool that changes something may ask; one that rarely does need not
 * announce the argument.
 */
function schemaOf(tool: Tool<never>, announced: zod.ZodObject): zod.ZodObject {
  if (!takesConfirm(tool) || 'confirm' in announced.shape) return announced;
  let made = schemas.get(tool);
  if (made === undefined) schemas.set(tool, (made = announced.extend({ confirm: confirmInput }).strict()));
  return made;
}

/**
 * Reads the arguments of a call: counts them, reads them tolerantly, checks them strictly. An unknown argument is an
 * error, because ignoring a misspelled one would change the meaning of the call.
 * @param glossary descriptions of arguments that have none in the schema, for the error
 * @throws ToolError `invalid`
 */
export function readInput(
  tool: Tool<never>,
  given: unknown,
  warn: (sentence: string) => void,
  glossary?: Glossary,
): Read {
  const announced = inputOf(tool);
  const schema = schemaOf(tool, announced);
  if (isRecord(given) && hasManyKeys(given)) assertSize(given);
  if (isExact(schema, given)) {
    const result = schema.safeParse(given);
    if (result.success) return toRead(result.data, takesConfirm(tool));
  }
  assertSize(given);
  const aliases = takesConfirm(tool) ? { ...confirmNames, ...tool.aliases } : (tool.aliases ?? {});
  const read = tolerate(schema, given ?? {}, { aliases, warn });
  // Again, because arguments that arrived as JSON text have only been parsed now.
  assertSize(read);
  const result = schema.safeParse(read);
  const takes = { name: tool.name, input: announced, aliases, glossary };
  if (!result.success) throw wrong(describeIssues(result.error.issues, read, takes));
  const unknown = unknownIn(read, result.data, []);
  if (unknown !== undefined) {
    const { key, path } = unknown;
    const inside = schemaAt(schema, path);
    throw wrong(unknownArgument([key], path.join('.'), Object.keys((inside && bare(inside).def.shape) ?? {}), takes));
  }
  return toRead(result.data, takesConfirm(tool));
}

const wrong = (reason: string) => new ToolError('invalid', reason.slice(0, longestReason));

interface Unknown {
  key: string;
  path: readonly string[];
}

/**
 * Returns the path of the first key inside an argument that the schema dropped. Nested objects are not strict by
 * themselves.
 */
function unknownIn(given: unknown, taken: unknown, path: readonly string[]): Unknown | undefined {
  if (Array.isArray(given) && Array.isArray(taken)) {
    for (const [index, item] of given.entries()) {
      const found = unknownIn(item, taken[index], [...path, String(index)]);
      if (found !== undefined) return found;
    }
  } else if (isRecord(given) && isRecord(taken)) {
    for (const [key, value] of Object.entries(given)) {
      if (!(key in taken) && value !== undefined) return { key, path };
      const found = unknownIn(value, taken[key], [...path, key]);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
