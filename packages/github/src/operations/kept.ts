import { plain } from '../present/text.ts';
import type { Report } from './report.ts';

/** Values that a write asked for, by the name of the argument: the wanted value, and the one that GitHub answered. */
export type Compared = Readonly<Record<string, readonly [wanted: unknown, now: unknown]>>;

/**
 * The values that GitHub answered otherwise than they were asked for: it drops what the caller may not set, without a
 * word. A value that the answer does not have says nothing.
 */
export function notKept(compared: Compared): string[] {
  return Object.entries(compared).flatMap(([name, [wanted, now]]) =>
    wanted === undefined || now === undefined || same(wanted, now)
      ? []
      : [`${name} ${shown(wanted)}: GitHub has ${shown(now)} instead`],
  );
}

/** Notes in a report what GitHub did not take over. */
export function noteNotKept(report: Report, compared: Compared): void {
  for (const sentence of notKept(compared)) report.failed(sentence);
}

/** The sentences of {@link notKept}, to stand below an answer of one line. */
export const notKeptLines = (compared: Compared): string =>
  notKept(compared)
    .map((sentence) => `\nNOT DONE: ${sentence}`)
    .join('');

function same(wanted: unknown, now: unknown): boolean {
  const [a, b] = [wanted, now].map((value) => (value === '' ? null : value));
  if (typeof a === 'string' && typeof b === 'string') return a.trim().toLowerCase() === b.trim().toLowerCase();
  return a === b;
}

const shown = (value: unknown): string =>
  value === null || value === '' ? 'none' : typeof value === 'string' ? plain(value) : JSON.stringify(value);
