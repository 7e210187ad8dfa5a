import { hash as hashOf } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bounds } from './bounds.ts';
import { attemptAny } from '../../attempt.ts';

const day = 24 * 60 * 60 * 1000;
/** Contents older than this are dropped, in milliseconds. */
const oldest = 30 * day;
/** Contents up to this size are kept in the list: a file for each would take longer than writing the file it is a copy of. */
const smallContent = 4 * 1024;
const contentLine = /^\{"content":"([0-9a-f]{64})","time":(\d+),"base64":"([^"]*)"\}$/;
/** The interval between two clean-ups, in milliseconds. */
const tidyEvery = 60 * 60 * 1000;

/** Returns the folder in which programs of this user keep their state. */
export function stateHome(): string {
  const home = os.homedir();
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  return process.env['XDG_STATE_HOME'] || path.join(home, '.local', 'state');
}

/**
 * What a server keeps for its user between calls, outside the allowed folders: a list of lines and contents by their
 * hash, readable by this user only. Every method gives up quietly where there is no place for it.
 */
export class OwnStore {
  readonly #folder: string;
  /** The most bytes of all contents together. */
  readonly #most: number;
  #usable: boolean | undefined;
  /** Small contents that the next line brings along, by their hash. */
  readonly #waiting = new Map<string, Uint8Array>();
  /** The small contents in the list, and the list that they are from. */
  #small: { size: number; byHash: ReadonlyMap<string, string> } | undefined;
  #tidied = 0;

  constructor(name: string, most: number) {
    this.#folder = path.join(stateHome(), 'mcp-reference', name);
    this.#most = most;
  }

  /**
   * Called before the first effect of an operation that will use the store. Leaves it to a helper if the store could make
   * the server's process wait.
   */
  prepare(): void {
    const limits = bounds();
    if (limits === undefined) return;
    limits.mustBeLocal(this.#folder);
    const now = Date.now();
    const due = this.#tidied !== 0 && now - this.#tidied >= tidyEvery;
    if (this.#tidied === 0 || due) this.#tidied = now;
    if (due) limits.mustNotWait();
  }

  /** A folder of the store for whole files, on the disk that it is on; undefined where there is none. */
  folder(name: string): string | undefined {
    return attemptAny(() => {
      const folder = path.join(this.#folder, name);
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      return folder;
    });
  }

  /**
   * Keeps a content, a small one with the line that is appended next. Returns its hash; undefined when it could not be
   * kept.
   */
  put(bytes: Uint8Array): string | undefined {
    if (!this.#open()) return undefined;
    const hash = hashOf('sha256', bytes);
    if (bytes.length <= smallContent) {
      this.#waiting.set(hash, bytes);
      return hash;
    }
    return attemptAny(() => {
      const file = path.join(this.#folder, 'contents', hash);
      const now = new Date();
      if (fs.existsSync(file)) fs.utimesSync(file, now, now);
      else {
        const temporary = `${file}.${process.pid}`;
        fs.writeFileSync(temporary, bytes, { mode: 0o600 });
        fs.renameSync(temporary, file);
      }
      return hash;
    });
  }

  get(hash: string): Buffer | undefined {
    if (!/^[0-9a-f]{64}$/.test(hash)) return undefined;
    const waiting = this.#waiting.get(hash);
    if (waiting !== undefined) return Buffer.from(waiting);
    const small = this.#smallContents().get(hash);
    return small === undefined
      ? attemptAny(() => fs.readFileSync(path.join(this.#folder, 'contents', hash)))
      : Buffer.from(small, 'base64');
  }

  append(line: string): boolean {
    if (!this.#open()) return false;
    this.#tidy();
    const time = Date.now();
    const contents = [...this.#waiting].map(
      ([hash, bytes]) => `{"content":"${hash}","time":${time},"base64":"${Buffer.from(bytes).toString('base64')}"}\n`,
    );
    this.#waiting.clear();
    return (
      attemptAny(() => {
        fs.appendFileSync(this.#list, `${contents.join('')}${line}\n`, { mode: 0o600 });
        return true;
      }) ?? false
    );
  }

  /** Forgets the small contents that no line has brought along. */
  forget(): void {
    this.#waiting.clear();
  }

  /** All lines, oldest first. */
  lines(): string[] {
    return this.#rawLines().filter((line) => !contentLine.test(line));
  }

  #rawLines(): string[] {
    const text = attemptAny(() => fs.readFileSync(this.#list, 'utf8')) ?? '';
    return text.split('\n').filter((line) => line !== '');
  }

  /** The list only grows, but for clean-ups. */
  #smallContents(): ReadonlyMap<string, string> {
    const size = attemptAny(() => fs.statSync(this.#list).size) ?? 0;
    if (this.#small?.size !== size) {
      const found = this.#rawLines().flatMap((line) => {
        const [, hash, , base64] = contentLine.exec(line) ?? [];
        return hash === undefined || base64 === undefined ? [] : [[hash, base64] as const];
      });
      this.#small = { size, byHash: new Map(found) };
    }
    return this.#small.byHash;
  }

  get #list(): string {
    return path.join(this.#folder, 'changes.jsonl');
  }

  #open(): boolean {
    return (this.#usable ??= this.folder('contents') !== undefined);
  }

  /** Drops what is too old or too much, and the older half of a list that has grown long. */
  #tidy(): void {
    if (Date.now() - this.#tidied < tidyEvery) return;
    this.#tidied = Date.now();
    attemptAny(() => {
      const folder = path.join(this.#folder, 'contents');
      const files = fs.readdirSync(folder).map((name) => ({ name, stat: fs.statSync(path.join(folder, name)) }));
      files.sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs);
      let total = 0;
      for (const { name, stat } of files) {
        total += stat.size;
        if (total > this.#most || Date.now() - stat.mtimeMs > oldest) fs.unlinkSync(path.join(folder, name));
      }
      const lines = this.#rawLines();
      const since = Date.now() - oldest;
      const kept = lines
        .slice(lines.length > 4_000 ? -2_000 : 0)
        .filter((line) => Number(contentLine.exec(line)?.[2] ?? Infinity) >= since);
      if (kept.length < lines.length) fs.writeFileSync(this.#list, `${kept.join('\n')}\n`, { mode: 0o600 });
    });
  }
}
