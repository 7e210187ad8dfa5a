import type { Block, Tool } from '../tool.ts';
import { roomFor, type Budget } from './budget.ts';

/** Attempts with a smaller budget. Each is at least 5 % smaller than what the last text asked for. */
const attempts = 4;
const smallest = 500;

/**
 * Runs a handler within a budget. Handlers count characters below the first line; a text that the host would cut, for a long
 * first line or because it counts bytes, is asked for again, shorter. Only tools that read are run again.
 */
export async function withinBudget<Answer>(
  { annotations, render }: Pick<Tool<never>, 'annotations' | 'render'>,
  limit: Budget,
  run: (budget: number) => Promise<Answer>,
): Promise<Answer> {
  let budget = roomFor(limit);
  let answer = await run(budget);
  if (!annotations.readOnlyHint || render !== undefined) return answer;
  for (let attempt = 0; attempt < attempts && budget > smallest; attempt++) {
    const share = limit.excess(textsOf(answer as string | Block[]));
    if (share <= 1) break;
    budget = Math.max(smallest, Math.floor((budget / share) * 0.95));
    answer = await run(budget);
  }
  return answer;
}

const textsOf = (answer: string | Block[]): string[] =>
  typeof answer === 'string' ? [answer] : answer.map((block) => ('text' in block ? block.text : ''));
