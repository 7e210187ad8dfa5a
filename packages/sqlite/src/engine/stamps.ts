import { lookAt, stampOf, type FileLook } from '@mcp-reference/kit/sandbox';

/** Equals no stamp, so the next page says that the database changed. */
const noStamp = 'unknown';

/**
 * The state of the file of a database, of its log, and of attached ones: differs after any change by any program. `path` is
 * where the kernel says that the file is.
 */
export class Stamps {
  readonly #path: string;
  readonly #attached: () => readonly string[];
  #looked: FileLook | undefined;
  /** The log beside a file, as the last look found it. */
  #log: 'not seen' | 'none' | 'empty' | 'written' = 'not seen';

  constructor(path: string, attached: () => readonly string[]) {
    this.#path = path;
    this.#attached = attached;
  }

  /** Looks at the file, which the stamp of the next statement needs as well. */
  look(): FileLook | undefined {
    return (this.#looked = lookAt(this.#path));
  }

  now(): string {
    return this.#stamp(lookAt(this.#path));
  }

  /**
   * Returns a function that tells the state that a statement reads which begins now; it may be called until that one ends. Most
   * results are one page, which needs no stamp, so the log is looked at when it is called. That is exact: without a log nothing
   * can change while a statement holds the file. With one it is looked at now, because other programs may write to it at
   * any time; if it appears in between and was written to, there is no stamp.
   */
  before(): () => string {
    const file = this.#looked ?? lookAt(this.#path);
    if (this.#log !== 'none' || this.#attached().length > 0) {
      const stamp = this.#stamp(file);
      return () => stamp;
    }
    return () => {
      const stamp = this.#stamp(file);
      return this.#log === 'written' ? noStamp : stamp;
    };
  }

  #stamp(file: FileLook | undefined): string {
    this.#log = 'none';
    const main = `${file?.stamp ?? '-'} ${this.#logOf(this.#path)}`;
    return [main, ...this.#attached().map((path) => `${stampOf(path)} ${this.#logOf(path)}`)].join(' ');
  }

  #logOf(path: string): string {
    const log = lookAt(`${path}-wal`);
    if (log !== undefined && this.#log !== 'written') this.#log = log.isEmpty ? 'empty' : 'written';
    return log?.stamp ?? '-';
  }
}
