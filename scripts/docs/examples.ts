import type { Block, Document } from './markdown.ts';

/** A call with its answer, as a README shows it. */
export interface Example {
  line: number;
  tool: string;
  args: Record<string, unknown>;
  /** The question to the user and the answer, by line. */
  expected: readonly string[];
}

/** The beginning of the line with a question. */
export const asks = 'asks you: ';

/** Returns the blocks whose first line is `> tool {arguments}`. */
export function examplesIn({ blocks }: Document): Example[] {
  return blocks.flatMap((block) => exampleOf(block) ?? []);
}

function exampleOf({ text, line }: Block): Example | undefined {
  const [first = '', ...expected] = text.split('\n');
  const [, tool, json] = /^> (\w+) (\{.*\})$/.exec(first) ?? [];
  if (tool === undefined || json === undefined) return undefined;
  return { line, tool, args: JSON.parse(json), expected };
}

/**
 * True if lines match an example, in which `…` at the end of a line stands for its rest, and a line with only `…` for
 * any number of lines.
 */
export function shows(expected: readonly string[], lines: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return lines.length === 0;
  if (first.trim() === '…') return lines.some((_, at) => shows(rest, lines.slice(at + 1))) || shows(rest, lines);
  const [line, ...others] = lines;
  if (line === undefined) return false;
  const same = first.endsWith('…') && first !== line ? line.startsWith(first.slice(0, -1)) : first === line;
  return same && shows(rest, others);
}
