import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ToolError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { unlabelled, type EarlierAnswer, type Labels } from '../trust.ts';

/** The time for which an answer counts, in milliseconds. */
const lasting = 30 * 60_000;
/** The most that is read of what was added since the last look, in bytes: about 80,000 answers. */
const readAtMost = 8 * 1024 * 1024;
/** The size from which the file is emptied at a start, in bytes, if nothing in it still counts. */
const emptiedFrom = 1024 * 1024;

/**
 * The labels of the answers that the servers of one session gave, a line of JSON each, in a file that the host names for
 * all of them. Holds names of servers and tools and no text.
 */
export class SessionFile {
  readonly #path: string;
  readonly #server: string;
  readonly #now: () => number;
  /** Distinguishes this server from another one of the same name, such as one for a second account. */
  readonly #id = randomUUID().slice(0, 8);
  /** The latest answer of each kind by the others, oldest first: many answers never make an earlier one forgotten. */
  readonly #others = new Map<string, EarlierAnswer>();
  /** The place up to which the file was read. */
  #seen = 0;

  private constructor(path: string, server: string, now: () => number) {
    this.#path = path;
    this.#server = server;
    this.#now = now;
  }

  /** @throws ToolError `denied` for a file that others could write, or that cannot be used. */
  static async open(path: string, server: string, now: () => number = Date.now): Promise<SessionFile> {
    const session = new SessionFile(path, server, now);
    await session.#use('a', async (file, { size, mtimeMs }) => {
      if (size > emptiedFrom && now() - mtimeMs > lasting) await file.truncate(0);
    });
    return session;
  }

  /** Adds an answer of this server. @throws ToolError when the file can no longer be used: then nothing is shown. */
  async note(tool: string, { integrity, confidentiality }: Labels): Promise<void> {
    const line = { at: this.#now(), by: this.#id, server: this.#server, tool, integrity, confidentiality };
    // One write of less than a page is not mixed with another process's.
    await this.#use('a', (file) => file.appendFile(`${JSON.stringify(line)}\n`));
  }

  /** Returns the latest answer of each kind by the other servers that still counts, the latest first. */
  async others(): Promise<EarlierAnswer[]> {
    await this.#use('r', (file, { size }) => this.#readOn(file, size));
    return [...this.#others.values()].filter(({ at }) => this.#now() - at < lasting).reverse();
  }

  /** Reads what was added since the last look, whole lines only. */
  async #readOn(file: FileHandle, size: number): Promise<void> {
    // A file that became shorter was emptied.
    const from = size < this.#seen ? 0 : this.#seen;
    const start = Math.max(from, size - readAtMost);
    if (start > from)
      this.#others.set('', { at: this.#now(), server: 'another', tool: 'one of many tools', ...unlabelled });
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
    this.#seen = start + end;
    for (const line of buffer.subarray(0, end).toString().split('\n')) {
      const answer = read(line);
      if (answer === undefined || answer.by === this.#id) continue;
      const { by: _, ...shown } = answer;
      const key = JSON.stringify([shown.server, shown.integrity, shown.confidentiality]);
      this.#others.delete(key);
      this.#others.set(key, shown);
    }
  }

  async #use(how: 'a' | 'r', act: (file: FileHandle, about: Stats) => Promise<void>): Promise<void> {
    const { O_RDONLY, O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
    // Windows has neither of the last two; they count as 0 there.
    const flags = (how === 'a' ? O_WRONLY | O_APPEND | O_CREAT : O_RDONLY) | O_NOFOLLOW | O_NONBLOCK;
    let file: FileHandle | undefined;
    try {
      file = await open(this.#path, flags, 0o600);
      const about = await file.stat();
      assertOwn(this.#path, about);
      await act(file, about);
    } catch (error) {
      if (error instanceof ToolError) throw error;
      throw unusable(this.#path, error instanceof Error && 'code' in error ? String(error.code) : 'unreadable', error);
    } finally {
      await file?.close();
    }
  }
}

function assertOwn(path: string, about: Stats): void {
  if (!about.isFile()) throw unusable(path, 'not a regular file');
  if (process.platform === 'win32') return;
  if (about.uid !== process.getuid?.()) throw unusable(path, 'owned by another user');
  if ((about.mode & 0o022) !== 0) throw unusable(path, 'writable by other users');
}

const unusable = (path: string, why: string, cause?: unknown) =>
  new ToolError('denied', `--session-file ${JSON.stringify(path)} cannot be used: ${why}.`, { cause });

function read(line: string): (EarlierAnswer & { by: unknown }) | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    // The first line of the part that is read can be half of one.
    return undefined;
  }
  if (!isRecord(entry)) return undefined;
  const { at, by, server, tool, integrity, confidentiality } = entry;
  if (typeof at !== 'number' || typeof server !== 'string' || typeof tool !== 'string') return undefined;
  return {
    at,
    by,
    server,
    tool,
    // Anything but the lenient word counts as the strict one.
    integrity: integrity === 'trusted' ? 'trusted' : 'untrusted',
    confidentiality: confidentiality === 'public' ? 'public' : 'private',
  };
}
