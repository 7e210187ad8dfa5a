/** Returns the path that an operation is about, as far as its parameters tell. */
export function pathIn(params: unknown): string {
  if (typeof params !== 'object' || params === null) return '';
  for (const name in params) {
    const value: unknown = params[name as keyof typeof params];
    if (typeof value === 'string') return value;
  }
  return '';
}

/** True if the strings in the parameters have at most `most` characters together. */
export const isSmall = (params: unknown, most: number): boolean => left(params, most) >= 0;

function left(value: unknown, most: number): number {
  if (typeof value === 'string') return most - value.length;
  if (typeof value !== 'object' || value === null) return most;
  let rest = most;
  for (const name in value) rest = left(value[name as keyof typeof value], rest);
  return rest;
}
