/** Round numbers that cover a range, about `wanted` of them. */
export function ticksFor(low: number, high: number, wanted: number): number[] {
  if (low === high) return [low];
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : rough / power > 1 ? 2 : 1);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** From a value to a place on the picture. */
export const scale =
  (low: number, high: number, from: number, to: number) =>
  (value: number): number =>
    from + (high === low ? 0.5 : (value - low) / (high - low)) * (to - from);

const units: [number, string][] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** A number as an axis shows it: `1.5M`, `250`, `0.02`. */
export function short(value: number): string {
  const [size, unit] = units.find(([size]) => Math.abs(value) >= size) ?? [1, ''];
  return `${Number((value / size).toPrecision(4))}${unit}`;
}
