import { constants, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ToolError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { EarlierAnswer, Labels } from '../trust.ts';

/** The time for which an answer counts, in milliseconds. */
const lasting = 30 * 60_000;
/** The part at the end of the file that is read, in bytes: about 500 answers. */
const readAtMost = 64 * 1024;
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
    const line: EarlierAnswer = { at: this.#now(), server: this.#server, tool, integrity, confidentiality };
    // One write of less than a page is not mixed with another process's.
    await this.#use('a', (file) => file.appendFile(`${JSON.stringify(line)}\n`));
  }

  /** Returns the answers of the other servers that still count, the latest first. */
  async others(): Promise<EarlierAnswer[]> {
    let text = '';
    await this.#use('r', async (file, { size }) => {
      const start = Math.max(0, size - readAtMost);
      const buffer = Buffer.alloc(size - start);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
      text = buffer.subarray(0, bytesRead).toString();
    });
    return text
      .split('\n')
      .flatMap(read)
      .filter(({ server, at }) => server !== this.#server && this.#now() - at < lasting)
      .reverse();
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

function read(line: string): EarlierAnswer[] {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    // The first line of the part that is read can be half of one.
    return [];
  }
  if (!isRecord(entry)) return [];
  const { at, server, tool, integrity, confidentiality } = entry;
  if (typeof at !== 'number' || typeof server !== 'string' || typeof tool !== 'string') return [];
  return [
    {
      at,
      server,
      tool,
      // Anything but the lenient word counts as the strict one.
      integrity: integrity === 'trusted' ? 'trusted' : 'untrusted',
      confidentiality: confidentiality === 'public' ? 'public' : 'private',
    },
  ];
}
