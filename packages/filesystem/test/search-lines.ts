import { expect } from 'vitest';

/** Paths in answers begin with the folder that was asked for; what is below it is what a test is about. */
export function withoutFolder(lines: string[], { path }: Record<string, unknown>): string[] {
  if (typeof path !== 'string' || path === '.') return lines;
  return lines.map((line) => {
    if (line.startsWith('  ')) return line;
    expect(line.startsWith(`${path}/`), line).toBe(true);
    return line.slice(path.length + 1);
  });
}
