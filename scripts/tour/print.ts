import type { Answer } from '../../packages/kit/src/testing/index.ts';

const colours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
const style = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = style(1);
export const dim = style(2);

/** Lines of an answer that are shown, and characters of a line. */
const most = { lines: 12, columns: 110 };

/** One call, as a person reads it. */
export function show(step: {
  why: string;
  tool: string;
  args: Record<string, unknown>;
  answer: Answer;
  questions: string[];
}): void {
  const { why, tool, args, answer, questions } = step;
  console.log(`\n${why}`);
  console.log(dim(`> ${tool} ${cut(JSON.stringify(args))}`));
  for (const question of questions) console.log(`  [asks the user] ${question} -> yes`);
  const media = answer.content
    .filter(({ type }) => type !== 'text')
    .map(({ type, mimeType }) => `(${type}, ${String(mimeType)})`);
  const lines = [...answer.text.replace(/\n$/, '').split('\n'), ...media].filter((line, i) => line !== '' || i > 0);
  for (const line of lines.slice(0, most.lines)) console.log(`  ${cut(line)}`);
  if (lines.length > most.lines) console.log(dim(`  ... ${lines.length - most.lines} more lines`));
}

const cut = (text: string) => (text.length > most.columns ? `${text.slice(0, most.columns - 3)}...` : text);
