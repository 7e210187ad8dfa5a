import { diffArrays } from 'diff';

/** Lines `oldFrom` to `oldTo` (0-based, exclusive) were replaced by lines `newFrom` to `newTo`; either may be none. */
export interface Change {
  oldFrom: number;
  oldTo: number;
  newFrom: number;
  newTo: number;
}

/** Steps for the search for shortest changes, all in all; about 100 ms. The rest is taken as one replacement. */
const MOST_STEPS = 1_000_000;

/** The changes, in order, that make `fresh` of `old`; between them the lines are the same. Linear but for MOST_STEPS. */
export function lineChanges(old: string[], fresh: string[]): Change[] {
  const changes: Change[] = [];
  let steps = MOST_STEPS;
  let [oldFrom, newFrom] = [0, 0];
  for (const [oldTo, newTo] of [...uniqueMatches(old, fresh), [old.length, fresh.length] as const]) {
    const gap = trimmed(old, fresh, { oldFrom, oldTo, newFrom, newTo });
    if (gap.oldFrom < gap.oldTo || gap.newFrom < gap.newTo) {
      const { found, taken } = shortest(old, fresh, gap, steps);
      steps -= taken;
      changes.push(...found);
    }
    [oldFrom, newFrom] = [oldTo + 1, newTo + 1];
  }
  return changes;
}

/** Without the lines that are the same at its start and end. */
function trimmed(old: string[], fresh: string[], change: Change): Change {
  let { oldFrom, oldTo, newFrom, newTo } = change;
  for (; oldFrom < oldTo && newFrom < newTo && old[oldFrom] === fresh[newFrom]; oldFrom++) newFrom++;
  for (; oldFrom < oldTo && newFrom < newTo && old[oldTo - 1] === fresh[newTo - 1]; oldTo--) newTo--;
  return { oldFrom, oldTo, newFrom, newTo };
}

function shortest(old: string[], fresh: string[], gap: Change, steps: number): { found: Change[]; taken: number } {
  if (gap.oldFrom === gap.oldTo || gap.newFrom === gap.newTo) return { found: [gap], taken: 0 };
  // Myers' search takes the square of the number of changed lines; one gap may not use up everything.
  const maxEditLength = Math.floor(Math.sqrt(steps / 2));
  const [oldLines, newLines] = [old.slice(gap.oldFrom, gap.oldTo), fresh.slice(gap.newFrom, gap.newTo)];
  const runs = diffArrays(oldLines, newLines, { maxEditLength });
  if (!runs) return { found: [gap], taken: maxEditLength ** 2 };
  const found: Change[] = [];
  let [oldAt, newAt, edits] = [gap.oldFrom, gap.newFrom, 0];
  for (const { added, removed, count } of runs) {
    const [oldCount, newCount] = [added ? 0 : count, removed ? 0 : count];
    if (added || removed) {
      edits += count;
      found.push({ oldFrom: oldAt, oldTo: oldAt + oldCount, newFrom: newAt, newTo: newAt + newCount });
    }
    oldAt += oldCount;
    newAt += newCount;
  }
  return { found, taken: edits ** 2 };
}

/**
 * The longest chain of lines that are there once on both sides, as pairs of indexes. They hold a diff together (patience
 * diff, https://bramcohen.livejournal.com/73318.html), so that many small changes far apart stay small, and cheap.
 */
function uniqueMatches(old: string[], fresh: string[]): [number, number][] {
  const inFresh = uniqueIndexes(fresh);
  const bestEnds: Link[] = []; // [n]: of the chains of n + 1 links, the end of the one that ends first
  for (const [line, oldIndex] of uniqueIndexes(old)) {
    const newIndex = inFresh.get(line) ?? -1;
    if (oldIndex < 0 || newIndex < 0) continue;
    let [length, longest] = [0, bestEnds.length];
    while (length < longest) {
      const middle = (length + longest) >> 1;
      if ((bestEnds[middle]?.newIndex ?? 0) < newIndex) length = middle + 1;
      else longest = middle;
    }
    bestEnds[length] = { oldIndex, newIndex, before: bestEnds[length - 1] };
  }
  const chain: [number, number][] = [];
  for (let link = bestEnds.at(-1); link; link = link.before) chain.push([link.oldIndex, link.newIndex]);
  return chain.reverse();
}

interface Link {
  oldIndex: number;
  newIndex: number;
  before: Link | undefined;
}

/** The index of each line, -1 when it is there more than once; in order of first appearance. */
function uniqueIndexes(lines: string[]): Map<string, number> {
  const indexes = new Map<string, number>();
  lines.forEach((line, index) => indexes.set(line, indexes.has(line) ? -1 : index));
  return indexes;
}
