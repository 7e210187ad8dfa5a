/** As much of a text as still fits when each line is numbered. */
export function fitNumbered(text: string, first: number, budget: number): string {
  let used = 0;
  let at = 0;
  for (let line = first; at < text.length; line++) {
    const end = text.indexOf('\n', at) + 1 || text.length;
    const width = Math.max(String(line).length, String(first + 1000).length) + 1;
    if (used + width + end - at > budget)
      return at > 0 ? text.slice(0, at) : text.slice(0, Math.max(1, budget - width));
    used += width + end - at;
    at = end;
  }
  return text;
}

/** Puts the number of each line before it, as wide as the last one. */
export function numbered(text: string, first: number): string {
  if (text === '') return '';
  const lines = text.split('\n');
  const open = lines.at(-1) === '' ? lines.pop() : undefined;
  const width = String(first + lines.length - 1).length;
  return (
    lines.map((line, i) => `${String(first + i).padStart(width)}\t${line}`).join('\n') +
    (open === undefined ? '' : '\n')
  );
}
