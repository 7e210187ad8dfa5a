/** The order in which a walk visits: name by name. */
export function order(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [l = '', r = ''] = [left[i], right[i]];
    if (l !== r) return l < r ? -1 : 1;
  }
  return left.length - right.length;
}
