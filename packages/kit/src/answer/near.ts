/** Normalizes the differences that people and models introduce: case, underscores, hyphens. */
export const folded = (name: string): string => name.toLowerCase().replaceAll(/[_\-\s]/g, '');

/** Returns the known names closest to a given one, nearest first; empty when none is similar. */
export function near(name: string, known: readonly string[], most = 3): string[] {
  const wanted = folded(name).slice(0, 64);
  if (wanted === '') return [];
  const rated = known.map((one) => ({ one, distance: distance(wanted, folded(one).slice(0, 64)) }));
  return rated
    .filter(({ one, distance: d }) => d <= Math.max(1, Math.floor(wanted.length / 3)) || shares(wanted, folded(one)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ one }) => one);
}

/** True when one name contains the other and is not much longer. */
const shares = (a: string, b: string): boolean =>
  Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a)) && Math.abs(a.length - b.length) <= 8;

/** Counts the insertions, deletions, substitutions and swaps that turn one short text into the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [before, above] = [above, row];
  }
  return above[b.length] ?? 0;
}
