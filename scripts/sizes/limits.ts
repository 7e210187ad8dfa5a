/** Returns the most lines that a file may have; undefined for one that is not counted. */
export function limitFor(file: string): number | undefined {
  if (!/\.(ts|mjs)$/.test(file)) return undefined;
  if (/\.(test|soak|smoke|hosts)\.ts$|\/test\//.test(file)) return 400;
  if (/^packages\/[^/]+\/src\/tools\/[^/]+\.ts$/.test(file)) return 60;
  return /^(packages|scripts)\//.test(file) ? 250 : undefined;
}

/** Names the files that are longer than they may be. `baseline` holds the lengths of those that always were. */
export const tooLong = (lengths: ReadonlyMap<string, number>, baseline: Readonly<Record<string, number>>): string[] =>
  [...lengths].flatMap(([file, length]) => {
    const most = Math.max(limitFor(file) ?? Infinity, baseline[file] ?? 0);
    return length > most ? [`${file} has ${length} lines, at most ${most} are allowed: split it by topic.`] : [];
  });
