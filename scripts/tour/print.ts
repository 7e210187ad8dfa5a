import { styleText } from 'node:util';
import type { Answer } from '../../packages/kit/src/testing/index.ts';

// styleText respects the terminal, NO_COLOR and FORCE_COLOR.
export const bold = (text: string) => styleText('bold', text);
export const dim = (text: string) => styleText('dim', text);
const call = (text: string) => styleText('cyan', text);
const refused = (text: string) => styleText('red', text);
const question = (text: string) => styleText('yellow', text);

/** The maximum number of lines of an answer, and the width of a line. */
const most = { lines: 3, columns: Math.min(process.stdout.columns || 110, 110) - 1 };

/** Prints one call for people. */
export function show(step: {
  why: string;
  tool: string;
  args: Record<string, unknown>;
  answer: Answer;
  questions: readonly string[];
  only: RegExp | undefined;
}): void {
  const { why, tool, args, answer, questions, only } = step;
  console.log(`\n${cut(why)}`);
  console.log(call(cut(`> ${tool} ${JSON.stringify(args)}`)));
  for (const asked of questions) console.log(question(cut(`  asks you: ${oneLine(asked)}`)));
  const lines = answer.text.split(/\r?\n/).filter((line) => line !== '');
  const shown = (only ? lines.filter((line) => only.test(line)) : lines).slice(0, most.lines);
  const more = only ? 0 : lines.length - shown.length;
  shown.forEach((line, at) => {
    const tail = at === shown.length - 1 && more > 0 ? `  … ${more} more` : '';
    const text = cut(`  ${line}`, most.columns - tail.length);
    console.log((answer.isError ? refused(text) : text) + (tail && dim(tail)));
  });
}

const cut = (text: string, columns = most.columns) => (text.length > columns ? `${text.slice(0, columns - 1)}…` : text);
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');
