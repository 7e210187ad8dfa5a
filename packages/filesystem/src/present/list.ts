import { count, moreWith, under } from '@mcp-reference/kit';
import { pathToFileURL } from 'node:url';

export interface ListNotes {
  /** The number shown. */
  shown: number;
  /** The total number, if it is known. */
  of?: number | undefined;
  one: string;
  many?: string;
  /** Their place, such as `in 2 files`; left out if there are none. */
  where?: string;
  /** More facts, each a phrase. */
  notes?: readonly (string | false | undefined)[];
  /** The cursor of the next page. */
  next?: string | undefined;
}

/** A list under one line that counts it and says how to get the rest. */
export function listed(
  lines: string | readonly string[],
  { shown, of, one, many, where, notes = [], next }: ListNotes,
): string {
  const total = of === undefined || of === shown ? count(shown, one, many) : `${shown} of ${count(of, one, many)}`;
  const counted = where === undefined || shown === 0 ? total : `${total} ${where}`;
  return under([counted, ...notes, moreWith(next)], lines);
}

/** The lines of a text for programs. */
export const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

/** A note that a walk ended before everything was seen. */
export const stopped = (overdue: boolean): string | false => overdue && 'STOPPED at the time limit, there may be more';

/** A note on what git ignores, for answers that would otherwise read as "there is nothing". */
export const leftOut = (ignored: number): string | false =>
  ignored > 0 && `${count(ignored, 'ignored entry', 'ignored entries')} left out (gitignore: false includes them)`;

/** The address under which a file is a resource. */
export const fileAddress = (path: string): string => pathToFileURL(path).href;

/** Says that the names in an archive may be wrong. */
export const guessedNamesNote = (encoding: string): string =>
  `names read as ${encoding} (guessed; give "encoding" if they look wrong)`;
