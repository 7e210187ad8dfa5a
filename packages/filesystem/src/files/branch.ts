import type { Folder } from '@mcp-reference/kit/sandbox';

/**
 * The folders along one path below a start, held open. A caller that goes through paths in order opens each folder once, and
 * each step goes through the held parent, so that a link that is swapped in is an error and never a way out.
 */
export class Branch {
  readonly #start: Folder;
  readonly #held: { name: string; folder: Folder }[] = [];

  constructor(start: Folder) {
    this.#start = start;
  }

  /** The folder that `names` lead to. Good until the next call. */
  at(names: readonly string[]): Folder {
    let shared = 0;
    while (shared < names.length && this.#held[shared]?.name === names[shared]) shared++;
    this.#shorten(shared);
    let top = this.#held.at(-1)?.folder ?? this.#start;
    for (const name of names.slice(shared)) {
      top = top.child(name);
      this.#held.push({ name, folder: top });
    }
    return top;
  }

  /** Closes all folders but the first. */
  close(): void {
    this.#shorten(0);
  }

  #shorten(length: number): void {
    while (this.#held.length > length) this.#held.pop()?.folder.close();
  }
}
