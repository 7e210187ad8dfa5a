import { toCursor, z } from '@mcp-reference/kit';
import { count, cutText, shownText } from '../text.ts';
import type { Entry, FilePatch, Hunk } from './diff-parse.ts';

/** The position of the next page in a cursor. */
export const position = z.object({
  of: z.string(),
  file: z.number().int().min(0),
  hunk: z.number().int().min(0),
  at: z.number().int().min(0),
});

type Position = Omit<z.infer<typeof position>, 'of'>;

/** Collects patches until the answer is full, and knows where to go on. */
export class Pages {
  room: number;
  full = false;
  readonly #parts: string[] = [];
  readonly #from: Position;
  #stopped: Position | undefined;
  #left = 0;

  constructor(room: number, from: Position) {
    this.room = room;
    this.#from = from;
  }

  put(text: string): void {
    this.#parts.push(text);
    this.room -= text.length;
  }

  /** Puts one line for each file until the answer is full. */
  list(lines: readonly string[]): void {
    for (let i = this.#from.file; i < lines.length; i++) {
      const line = `${lines[i] ?? ''}\n`;
      if (line.length > this.room && i > this.#from.file) return this.#stop(i, 0, 0);
      this.put(line);
    }
  }

  /** Puts a file's patch, cut between hunks; only a hunk that does not fit by itself is cut within. */
  patch(file: number, { header, hunks }: FilePatch, ids: boolean): void {
    const first = file === this.#from.file ? this.#from.hunk : 0;
    const head = shownText(header);
    if (this.#parts.length > 0 && this.room < head.length + Math.min(400, hunks[first]?.text.length ?? 0))
      return this.#stop(file, first, 0);
    this.put(first > 0 ? `${head.split('\n')[0] ?? ''} (continued)\n` : head);
    for (let i = first; i < hunks.length; i++) {
      const hunk = hunks[i];
      if (hunk === undefined) continue;
      const skip = file === this.#from.file && i === this.#from.hunk ? this.#from.at : 0;
      const text = shownText(withId(hunk, ids)).slice(skip);
      if (text.length <= this.room) {
        this.put(text);
        continue;
      }
      this.#left = hunks.length - i;
      // Something must be shown, or the same cursor would come again and again.
      if (i > first || this.#parts.length > 2) return this.#stop(file, i, skip);
      const part = cutText(text, Math.max(200, this.room)).text;
      this.put(`${part}\n`);
      return this.#stop(file, i, skip + part.length);
    }
  }

  note(): string | undefined {
    return this.#left > 0 ? `CUT, ${count(this.#left, 'more hunk')} in the last file` : undefined;
  }

  rest(entries: readonly Entry[], of: string): string | undefined {
    return this.#stopped === undefined || this.#stopped.file >= entries.length
      ? undefined
      : toCursor('diff', { of, ...this.#stopped });
  }

  text(): string {
    return this.#parts.join('').replace(/\n$/, '');
  }

  #stop(file: number, hunk: number, at: number): void {
    this.full = true;
    this.#stopped = { file, hunk, at };
  }
}

const withId = ({ text, id }: Hunk, ids: boolean): string =>
  ids && id !== ''
    ? text.replace(/^(@@ [^@]* @@)([^\n]*)/, (_, range: string, rest: string) => `${range}${rest} [hunk ${id}]`)
    : text;
