import { ToolError } from '../../errors.ts';
import { errnoOf, translate } from '../errno.ts';
import { visible } from '../paths.ts';
import type { Folder } from './folder.ts';
import { copyMarks, type MarkOptions } from './marks.ts';
import type { OpenFile } from './open-file.ts';
import type { Stat } from './stat.ts';
import { newTemporaryName } from './temporary-name.ts';
import { attempt } from '../../attempt.ts';

/** A file that stays invisible until it is complete. Errors mention its final name. */
export class PendingFile {
  readonly file: OpenFile;
  readonly #folder: Folder;
  readonly #name: string;
  readonly #temporary: string;
  #left = true;
  #isPublished = false;
  /** The message of the error that kept it from being written. */
  #failure: string | undefined;

  /** The umask applies to `mode`. @param make creates the file itself, if it does not begin as an ordinary one */
  constructor(
    folder: Folder,
    name: string,
    mode: number,
    make = (temporary: string): OpenFile => folder.create(temporary, mode),
  ) {
    folder.rules.assertWritable(name);
    this.#folder = folder;
    this.#name = name;
    this.#temporary = newTemporaryName();
    this.file = this.#named(() => make(this.#temporary));
  }

  /** The path of its content until then, for libraries that write by path. */
  get place(): string {
    return this.#folder.placeOf(this.#temporary);
  }

  /** Gives it the marks of another file, such as where that came from. Returns false if one is refused. */
  copyMarks(from: Folder, name: string, options?: MarkOptions): boolean {
    return copyMarks(from, name, this.#folder, this.#temporary, options);
  }

  write(bytes: Uint8Array): void {
    this.#named(() => this.file.write(bytes));
  }

  /**
   * Gives the file its name. Returns its stat, which identifies it later.
   * @throws ToolError `conflict` when the name is taken by now; nothing is ever replaced.
   */
  publish(): Stat {
    const stat = this.file.stat();
    this.file.close();
    try {
      this.#folder.link(this.#temporary, this.#folder, this.#name);
    } catch (error) {
      if (!isWithoutHardLinks(error)) throw this.#spokenOf(error);
      this.#takeName();
    }
    this.#isPublished = true;
    return stat;
  }

  /**
   * Replaces the existing file.
   * @throws ToolError `conflict` when it is no longer the file that was looked at.
   */
  replace(old: Stat): void {
    this.file.close();
    assertUnchanged(this.#folder, this.#name, old);
    this.#renamePatiently();
    this.#left = false;
  }

  /**
   * Must be called at the end, published or not.
   * @throws ToolError that names the temporary file, where the folder does not let it go, such as one that only grows (chattr +a)
   */
  discard(): void {
    this.file.close();
    if (!this.#left) return;
    this.#left = false;
    try {
      this.#folder.removeFile(this.#temporary);
    } catch (error) {
      if (!(error instanceof ToolError) || error.code === 'not_found') return;
      const shown = `"${visible(this.#folder.show(this.#name))}"`;
      const done = this.#isPublished ? `${shown} was written.` : (this.#failure ?? `${shown} was not written.`);
      throw new TemporaryRemains(done, error);
    }
  }

  /**
   * FAT, exFAT and some network file systems have no hard links: there an empty file takes the name, and is replaced.
   */
  #takeName(): void {
    this.#folder.create(this.#name, 0o600).close();
    try {
      this.#renamePatiently();
      this.#left = false;
    } catch (error) {
      attempt(() => this.#folder.removeFile(this.#name));
      throw error;
    }
  }

  /** Retries on Windows, which refuses to replace a file that a virus scanner or an indexer has open for a moment. */
  #renamePatiently(): void {
    for (let wait = 10; ; wait *= 2) {
      try {
        this.#folder.rename(this.#temporary, this.#folder, this.#name);
        return;
      } catch (error) {
        const code = error instanceof ToolError ? errnoOf(error.cause) : undefined;
        const passing = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(code ?? '');
        if (!passing || wait > 640) throw this.#spokenOf(error);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
      }
    }
  }

  #named<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw this.#spokenOf(error);
    }
  }

  #spokenOf(error: unknown): unknown {
    const cause = error instanceof ToolError ? error.cause : undefined;
    const spoken = cause === undefined ? error : translate(cause, this.#folder.show(this.#name));
    if (spoken instanceof Error) this.#failure = spoken.message;
    return spoken;
  }
}

/** A temporary file could not be removed. */
export class TemporaryRemains extends ToolError {
  readonly #error: ToolError;

  /** @param done says what became of the file itself. */
  constructor(done: string, error: ToolError) {
    super('denied', `${done} A temporary file stays beside it: ${error.message}`, {
      cause: error,
      retryable: false,
      reason: 'partial',
    });
    this.#error = error;
  }

  /** The same about a file that was written in another way. */
  after(done: string): TemporaryRemains {
    return new TemporaryRemains(done, this.#error);
  }
}

/** @throws ToolError `conflict` when a file is no longer the one that was looked at. */
export function assertUnchanged(folder: Folder, name: string, old: Stat): void {
  const now = folder.find(name);
  if (now?.identity === old.identity && now.size === old.size && now.modified === old.modified) return;
  throw new ToolError(
    'conflict',
    `"${visible(folder.show(name))}" was changed by another program in the meantime. Read it again; nothing was written.`,
    { reason: 'changed' },
  );
}

const isWithoutHardLinks = (error: unknown): boolean =>
  error instanceof ToolError &&
  ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errnoOf(error.cause) ?? '');
