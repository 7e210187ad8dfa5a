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

/** Numbers from here on are written with an exponent. */
const exponential = 1e15;
const units: [number, string][] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** A number as an axis shows it: `1.5M`, `250`, `0.02`. With `step`, it has the digits that neighbours differ in. */
export function short(value: number, step?: number): string {
  if (Math.abs(value) >= exponential) return value.toExponential().replace('+', '');
  if (step !== undefined && step > 0 && value !== 0) {
    const digits = Math.ceil(Math.log10(Math.abs(value) / step)) + 1;
    if (digits > 4) return String(Number(value.toPrecision(Math.min(15, digits))));
  }
  const [size, unit] = units.find(([size]) => Math.abs(value) >= size) ?? [1, ''];
  return `${Number((value / size).toPrecision(4))}${unit}`;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [1, 5, 15, 30]
  .flatMap((n) => [n * second, n * minute])
  .concat([hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day])
  .sort((a, b) => a - b);
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200];

/** Times within a range at which people divide time, at most about `wanted` of them. */
export function timeTicks(low: number, high: number, wanted: number): number[] {
  const rough = (high - low) / wanted;
  const step = steps.find((one) => one >= rough);
  if (low === high) return [low];
  if (step !== undefined) {
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, n) => (first + n) * step);
  }
  const months = monthSteps.find((one) => one * 30 * day >= rough) ?? 1_200;
  const from = new Date(low);
  const begin =
    Math.ceil((from.getUTCFullYear() * 12 + from.getUTCMonth() + (from.getUTCDate() > 1 ? 1 : 0)) / months) * months;
  const ticks: number[] = [];
  for (let at = begin; Date.UTC(Math.floor(at / 12), at % 12) <= high; at += months)
    ticks.push(Date.UTC(Math.floor(at / 12), at % 12));
  return ticks;
}

/** A time as precise as its axis needs: `2026`, `2026-03`, `2026-03-05` or `14:30`. */
export function timeLabel(time: number, span: number): string {
  const text = new Date(time).toISOString();
  if (span > 8 * 365 * day) return text.slice(0, 4);
  if (span > 200 * day) return text.slice(0, 7);
  if (span > 3 * day) return text.slice(0, 10);
  return span > 10 * minute ? text.slice(11, 16) : text.slice(11, 19);
}
