/** Returns the path that an operation is about, as far as its parameters tell. */
export function pathIn(params: unknown): string {
  if (typeof params !== 'object' || params === null) return '';
  return Object.values(params).find((value): value is string => typeof value === 'string') ?? '';
}

/** True if the strings in the parameters have at most `most` characters together. */
export function isSmall(params: unknown, most: number): boolean {
  let left = most;
  const count = (value: unknown): void => {
    if (typeof value === 'string') left -= value.length;
    else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) count(part);
  };
  count(params);
  return left >= 0;
}
