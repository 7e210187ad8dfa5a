/** Facts of the line above an answer; those that are not known or do not apply are left out. */
export type Facts = readonly (string | false | undefined)[];

/** Lines below the one line that says what they are: `[3 files; more with cursor n5]`. */
export function under(facts: Facts, body: string | readonly string[] = '', between = '; '): string {
  const first = `[${facts.filter((fact) => fact !== undefined && fact !== false && fact !== '').join(between)}]`;
  const text = typeof body === 'string' ? body : body.join('\n');
  return text === '' ? first : `${first}\n${text}`;
}

/** The first lines of a list, and how many others there are. `where` says how to see them. */
export const firstOf = (lines: readonly string[], most: number, where?: string): readonly string[] =>
  lines.length <= most
    ? lines
    : [
        ...lines.slice(0, most),
        `... ${(lines.length - most).toLocaleString('en-US')} more${where === undefined ? '' : ` (${where})`}`,
      ];

/** The fact that a list has another page. */
export const moreWith = (cursor: string | undefined): string | undefined => cursor && `more with cursor ${cursor}`;

/** The room of one page: at most `limit` lines, in at most `budget` characters with their line breaks. */
export class PageRoom {
  readonly #limit: number;
  #left: number;
  #taken = 0;

  /** @param used characters that are taken already, for the line above */
  constructor({ limit = Infinity, budget }: { limit?: number; budget: number }, used = 0) {
    this.#limit = limit;
    this.#left = budget - used;
  }

  /** The number of lines taken. */
  get taken(): number {
    return this.#taken;
  }

  /**
   * Takes room for a line. Returns false, and takes nothing, if the line belongs to the next page. The first line always
   * fits, so that each page goes further than the one before.
   * @param length characters of the line
   * @param kept characters to keep free for what follows it, such as a cursor
   */
  takes(length: number, kept = 0): boolean {
    if (this.#taken === this.#limit || (this.#taken > 0 && length + 1 + kept > this.#left)) return false;
    this.add(length);
    this.#taken++;
    return true;
  }

  /** Takes room for a line that is no entry of the list, such as a heading. */
  add(length: number): void {
    this.#left -= length + 1;
  }
}
