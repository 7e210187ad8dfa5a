import { count } from '@mcp-reference/kit';
import type { Undone } from '../operations/undo.ts';

/** Steps of one change that are listed. */
const mostSteps = 50;
/** Characters of the line that says how many steps of a change are left out. */
const moreLength = 40;

/**
 * Lists changes with their steps. All changes are named, because an answer that is refused for its length would hide
 * that they were undone; steps are left out where they do not fit.
 * @param budget characters
 */
export function listUndone(undone: readonly Undone[], budget: number): { text: string; unlisted: number } {
  const heads = undone.map(({ id, tool, time }) => `${id}\t${tool}\t${new Date(time).toISOString().slice(0, 19)}Z`);
  let room = budget - heads.reduce((sum, head) => sum + head.length + 1 + moreLength, 0);
  let unlisted = 0;
  const blocks = undone.flatMap(({ lines }, index) => {
    const shown: string[] = [];
    for (const line of lines.slice(0, mostSteps)) {
      room -= line.length + 3;
      if (room < 0) break;
      shown.push(`  ${line}`);
    }
    const left = lines.length - shown.length;
    unlisted += left;
    return [heads[index] ?? '', ...shown, ...(left > 0 ? [`  ... and ${count(left, 'more step')}`] : [])];
  });
  return { text: blocks.join('\n'), unlisted };
}
