/** fast-import makes no commit without a reference; this one is gone again before it ends. */
const temporary = 'refs/mcp-git/temporary';

/** The input of `git fast-import`: all blobs, then the commit that holds them, in one process. */
export class Stream {
  readonly #parts: (string | Buffer)[] = [];
  readonly #files: string[] = [];
  readonly #time: number;
  #marks = 0;

  constructor(time: number) {
    this.#time = Math.floor(time / 1000);
  }

  blob(bytes: Buffer, folder: 'work' | 'state' | 'index' | 'manifest', name?: string): number {
    const mark = ++this.#marks;
    this.#parts.push(`blob\nmark :${mark}\ndata ${bytes.length}\n`, bytes, '\n');
    this.#files.push(
      `M 100644 :${mark} ${folder === 'index' || folder === 'manifest' ? (name ?? '') : `${folder}/${name ?? mark}`}\n`,
    );
    return mark;
  }

  /** The whole stream. Its answer is the id of the commit, to which no reference is left. */
  commit(
    reason: string,
    {
      tracked,
      unmerged,
      parents,
      nothing,
    }: {
      tracked: string | undefined;
      unmerged: readonly [string, string][];
      parents: readonly string[];
      /** The object id of zeros, as long as the repository's ids are. */
      nothing: string;
    },
  ): Buffer {
    const message = Buffer.from(`${reason}\n`);
    const [first, ...others] = parents;
    this.#parts.push(
      `commit ${temporary}\nmark :${this.#marks + 1}\ncommitter mcp-server-git <mcp-server-git@localhost> ${this.#time} +0000\ndata ${message.length}\n`,
      message,
      '\n',
      ...(first ? [`from ${first}\n`] : []),
      ...others.map((oid) => `merge ${oid}\n`),
      'deleteall\n',
      ...this.#files,
      ...(tracked ? [`M 040000 ${tracked} tracked\n`] : []),
      ...unmerged.map(([mode, oid]) => `M ${mode === '120000' ? '100644' : mode} ${oid} unmerged/${oid}\n`),
      `\nget-mark :${this.#marks + 1}\nreset ${temporary}\nfrom ${nothing}\n\n`,
    );
    return Buffer.concat(this.#parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  }
}
