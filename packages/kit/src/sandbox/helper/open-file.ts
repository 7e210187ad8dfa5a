import fs from 'node:fs';
import { readableSize } from '../../answer/count.ts';
import { ToolError } from '../../errors.ts';
import { translate } from '../errno.ts';
import { visible } from '../paths.ts';
import { bounds, mayWait } from './bounds.ts';
import { statOf, type Stat } from './stat.ts';

const chunk = 256 * 1024;

/** A regular file that was opened inside the roots. */
export class OpenFile {
  readonly shown: string;
  readonly #fd: number;
  readonly #open: Set<{ close(): void }>;
  /** The stat at the time of opening. */
  readonly #opened: fs.BigIntStats | undefined;

  /** Takes ownership of `fd`; `open` is the set of open resources. */
  constructor(fd: number, shown: string, open: Set<{ close(): void }>, stat?: fs.BigIntStats) {
    this.#fd = fd;
    this.#opened = stat;
    this.#open = open;
    this.shown = shown;
    open.add(this);
  }

  /** Returns the stat from opening if the file was opened for reading, otherwise the current one. */
  stat(): Stat {
    return this.#opened === undefined ? this.now() : statOf(this.#opened);
  }

  /** The size in bytes, as {@link stat} has it. */
  get size(): number {
    return this.#opened === undefined ? this.now().size : Number(this.#opened.size);
  }

  now(): Stat {
    return this.#try(() => statOf(fs.fstatSync(this.#fd, { bigint: true })));
  }

  /**
   * Reads up to `length` bytes from `position`; fewer only at the end of the file.
   * @param end the number of bytes after which a read that got no more shows that the file ends there
   */
  read(position: number, length: number, end = length): Buffer {
    bounds()?.move(length);
    return this.#try(() => {
      const buffer = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const got = fs.readSync(this.#fd, buffer, filled, length - filled, position + filled);
        filled += got;
        if (got === 0 || filled === end) break;
      }
      return buffer.subarray(0, filled);
    });
  }

  /**
   * Reads the whole file, regardless of its reported size: files in /proc have none, and others grow.
   * @param advice the end of the error for a larger file: what to do instead
   * @throws ToolError `too_large` above `limit` bytes.
   */
  readAll(limit: number, advice = 'read it in parts'): Buffer {
    const { size } = this;
    const tooLarge = () =>
      new ToolError('too_large', `"${visible(this.shown)}" is larger than ${readableSize(limit)}; ${advice}.`);
    if (size > limit) throw tooLarge();
    // One extra byte shows whether the file grew.
    const parts = [this.read(0, size + 1, size === 0 ? undefined : size)];
    let total = parts[0]?.length ?? 0;
    let last = total > size ? total : 0;
    while (last > 0) {
      if (total > limit) throw tooLarge();
      const part = this.read(total, chunk);
      parts.push(part);
      last = part.length;
      total += last;
    }
    if (total > limit) throw tooLarge();
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  write(bytes: Uint8Array): void {
    bounds()?.move(bytes.length);
    this.#try(() => {
      let done = 0;
      while (done < bytes.length) done += fs.writeSync(this.#fd, bytes, done);
    });
  }

  /** Writes over what is at `position`, where the file was opened to be written in place. */
  writeAt(position: number, bytes: Uint8Array): void {
    bounds()?.move(bytes.length);
    this.#try(() => {
      let done = 0;
      while (done < bytes.length) done += fs.writeSync(this.#fd, bytes, done, bytes.length - done, position + done);
    });
  }

  truncate(size: number): void {
    this.#try(() => fs.ftruncateSync(this.#fd, size));
  }

  setMode(mode: number): void {
    this.#try(() => fs.fchmodSync(this.#fd, mode));
  }

  setOwner(uid: number, gid: number): void {
    this.#try(() => fs.fchownSync(this.#fd, uid, gid));
  }

  /** Passes its descriptor to `use`, for what the system does with descriptors only. Good until this file is closed. */
  withDescriptor<T>(use: (fd: number) => T): T {
    return use(this.#fd);
  }

  /** Waits until what was written is on the disk. */
  flush(): void {
    mayWait();
    this.#try(() => fs.fsyncSync(this.#fd));
  }

  /** Times in milliseconds since the epoch. */
  setTimes(accessed: number, modified: number): void {
    this.#try(() => fs.futimesSync(this.#fd, accessed / 1000, modified / 1000));
  }

  close(): void {
    if (this.#open.delete(this)) fs.closeSync(this.#fd);
  }

  #try<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw translate(error, this.shown);
    }
  }
}
