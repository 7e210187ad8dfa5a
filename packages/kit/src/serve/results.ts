import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import { ToolError } from '../errors.ts';
import type { ResourceEntry } from '../resource.ts';
import type { Block, Tool } from '../tool.ts';
import type { Budget } from './budget.ts';

export interface Limits {
  budget: Budget;
  /** Seconds. */
  timeout: number;
  noConfirm: boolean;
  /** True if the client knows links to resources in an answer. */
  links?: boolean;
  /** Data beside the text: `announced` if the client was promised it, `shown` if a view shows it. */
  data?: 'announced' | 'shown' | undefined;
}

/** Characters allowed on top of the budget, for a header with a cursor, which can contain the longest possible path. */
const header = 8_000;

/**
 * Characters that an image, a sound or a binary resource counts for. Its base64 is not text for the model: hosts pass
 * it on as media or write it to a file, and an image costs at most about 1,600 tokens.
 */
const mediaCost = 4_000;

const mostLinks = 10;

/** Renders the data of a tool as text. */
export function rendered(
  tool: Tool<never>,
  answer: unknown,
  { budget: { characters: maxOutput }, data: wanted }: Limits,
): CallToolResult {
  // Fields that the schema does not name are never sent, whatever a handler returns.
  const data = tool.output?.parse(answer) as Record<string, unknown>;
  const text = tool.render?.(data as never) ?? JSON.stringify(data);
  if (text.length > maxOutput) {
    throw new ToolError(
      'too_large',
      `The answer has ${text.length} characters, over the limit of ${maxOutput}; ask for less with "limit".`,
    );
  }
  return { content: [{ type: 'text', text }], ...(wanted !== undefined && { structuredContent: data }) };
}

/**
 * Adds the data that a handler gave beside its text.
 * @throws Error when a handler does not give the data that `tools/list` announced
 */
export function withData(
  { name, output, alwaysData }: Tool<never>,
  result: CallToolResult,
  data: Readonly<Record<string, unknown>> | undefined,
  { data: wanted }: Limits,
): CallToolResult {
  if (wanted === undefined && alwaysData !== true) return result;
  if (data !== undefined) return { ...result, structuredContent: output === undefined ? data : output.parse(data) };
  if (wanted === 'announced') throw new Error(`${name} gave no data.`);
  return result;
}

/** Appends the links that a handler gave. */
export function withLinks(result: CallToolResult, links: readonly ResourceEntry[]): CallToolResult {
  const blocks = links.slice(0, mostLinks).map((link) => ({ type: 'resource_link' as const, ...link }));
  return { ...result, content: [...result.content, ...blocks] };
}

/** Turns a handler's text or blocks into a result. */
export function content(answer: string | Block[], { budget: { characters: maxOutput } }: Limits): CallToolResult {
  const blocks: Block[] = typeof answer === 'string' ? [{ type: 'text', text: answer }] : answer;
  const length = blocks.reduce((sum, block) => sum + ('text' in block ? block.text.length : mediaCost), 0);
  // Operations cut where they read; this only guards against one that does not.
  if (length > maxOutput + header) {
    throw new ToolError(
      'too_large',
      `The answer has ${length} characters, over the limit of ${maxOutput}; ask for less.`,
    );
  }
  return { content: blocks.map(toContent) };
}

export function toContent(block: Block): ContentBlock {
  if (block.type !== 'resource') return block;
  const { uri, mimeType } = block;
  return {
    type: 'resource',
    resource: 'text' in block ? { uri, mimeType, text: block.text } : { uri, mimeType, blob: block.data },
  };
}
