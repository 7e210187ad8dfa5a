/** Removes the holes of every list in an answer, in place: GitHub leaves null where something was deleted or may not be seen. */
export function withoutHoles<T>(data: T): T {
  if (Array.isArray(data)) {
    let kept = 0;
    for (const item of data as unknown[]) if (item !== null) data[kept++] = withoutHoles(item);
    data.length = kept;
  } else if (typeof data === 'object' && data !== null && !Buffer.isBuffer(data))
    for (const value of Object.values(data)) if (typeof value === 'object' && value !== null) withoutHoles(value);
  return data;
}
