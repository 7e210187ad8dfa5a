/** More names than this are not compared one by one. */
const mostNames = 20_000;

/** Names that a misspelled one was probably meant to be, best first. */
export function near(wanted: string, names: readonly string[], most = 3): string[] {
  const asked = wanted.toLowerCase();
  const allowed = Math.max(1, Math.floor(asked.length / 4));
  return names
    .slice(0, mostNames)
    .filter((name) => Math.abs(name.length - wanted.length) <= Math.max(allowed, 12))
    .map((name) => ({ name, distance: distanceTo(asked, name.toLowerCase(), allowed) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

/** How many characters have to be changed; a name that contains the other is near. */
function distanceTo(a: string, b: string, most: number): number {
  if (a.length >= 4 && (b.includes(a) || a.includes(b)) && b.length >= 4) return most;
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return row[b.length] ?? most + 1;
}
