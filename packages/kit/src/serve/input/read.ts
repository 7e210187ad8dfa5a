import { createHash } from 'node:crypto';
import * as z from 'zod/v4';
import { ToolError } from '../../errors.ts';
import { isRecord } from '../../is-record.ts';
import type { Tool } from '../../tool.ts';
import { describeIssues, unknownArgument } from './describe.ts';
import { bare, schemaAt } from './schema.ts';
import { assertSize } from './size.ts';
import { tolerate } from './tolerate.ts';

/** The longest description of wrong arguments, in characters: they are not sent back at length. */
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

/** What a call asks for, checked. */
export interface Read {
  input: unknown;
  /** The argument `confirm`, which belongs to the kit. */
  confirm: string | undefined;
  /** Digest of the input: what a user's consent is bound to. */
  digest(): string;
}

const inputs = new WeakMap<Tool<never>, z.ZodObject>();

/** Whether the kit's own argument `confirm` belongs to a tool. A tool may still define one by itself. */
const takesConfirm = (tool: Tool<never>): boolean =>
  !('confirm' in tool.input.shape) && (tool.confirms === true || !tool.annotations.readOnlyHint);

/** The schema that refuses unknown arguments, made once: as it is announced, and as it is checked. */
export function inputOf(tool: Tool<never>): z.ZodObject {
  let made = inputs.get(tool);
  if (made === undefined) {
    const adds = tool.confirms === true && takesConfirm(tool);
    made = (adds ? tool.input.extend({ confirm: confirmInput }) : tool.input).strict();
    inputs.set(tool, made);
  }
  return made;
}

/**
 * Reads the arguments of a call: counted, read tolerantly, checked strictly. An unknown argument is an error: silently ignored, a
 * misspelt one would change what the call means.
 * @throws ToolError `invalid`
 */
export function readInput(tool: Tool<never>, given: unknown, warn: (sentence: string) => void): Read {
  assertSize(given);
  const announced = inputOf(tool);
  // Any tool that changes something may ask; one that seldom does need not announce the argument.
  const schema =
    takesConfirm(tool) && !('confirm' in announced.shape)
      ? announced.extend({ confirm: confirmInput }).strict()
      : announced;
  const aliases = takesConfirm(tool) ? { ...confirmNames, ...tool.aliases } : (tool.aliases ?? {});
  const read = tolerate(schema, given ?? {}, { aliases, warn });
  // Again, because what arrived as JSON text has only been read now.
  assertSize(read);
  const result = schema.safeParse(read);
  const takes = { name: tool.name, input: announced, aliases };
  if (!result.success) throw wrong(describeIssues(result.error.issues, read, takes));
  const unknown = unknownIn(read, result.data, []);
  if (unknown !== undefined) {
    const { key, path } = unknown;
    const inside = schemaAt(schema, path);
    throw wrong(unknownArgument([key], path.join('.'), Object.keys((inside && bare(inside).def.shape) ?? {}), takes));
  }
  const { confirm, ...rest } = result.data;
  const input = takesConfirm(tool) ? rest : result.data;
  return { input, confirm: typeof confirm === 'string' ? confirm : undefined, digest: () => digestOf(rest) };
}

const wrong = (reason: string) => new ToolError('invalid', reason.slice(0, longestReason));

/** Stable for the same values in another order. */
const digestOf = (input: unknown): string =>
  createHash('sha256')
    .update(
      JSON.stringify(input, (_key, value: unknown) =>
        isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
      ),
    )
    .digest('hex');

interface Unknown {
  key: string;
  path: readonly string[];
}

/** The first key inside an argument that the schema did not take over. Objects within objects are not strict by themselves. */
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
