import { basename, posix, win32 } from 'node:path';
import { internalCall, ToolError } from '@mcp-reference/kit';
import type { Sandbox, SandboxOptions } from '@mcp-reference/kit/sandbox';
import type { Target } from '../engine/target.ts';
import { notesFor, restrictionsOf, type Metadata } from '../metadata.ts';
import type { EngineOperations } from '../operations/index.ts';
import { meant } from '../present/text.ts';
import { Database, type EngineLimits } from './database.ts';

/** Settings that all databases share. */
export interface OpenOptions extends EngineLimits {
  writable: boolean;
  /** Milliseconds to wait for locks. */
  patience: number;
  /** Bytes that a database may grow to. */
  mostBytes: number;
  /** Files of SQLite extensions. */
  extensions: readonly string[];
  metadata: Metadata;
}

/** Milliseconds that what is done at the start may take. */
const startLimit = 10_000;
/** Databases whose processes run at the same time; the least recently used ones are stopped. */
const mostAwake = 6;
/** Idle time in milliseconds after which the processes of a database are stopped. */
const restAfter = 10 * 60_000;

/** The databases of a session, by name. */
export class Databases {
  /** The sandbox of all allowed folders; undefined when there are only databases in memory. */
  readonly files: Sandbox<EngineOperations>;
  readonly #engine: SandboxOptions<EngineOperations>;
  readonly #options: OpenOptions;
  readonly #open = new Map<string, Database>();
  readonly #identities = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;

  constructor(files: Sandbox<EngineOperations>, engine: SandboxOptions<EngineOperations>, options: OpenOptions) {
    this.files = files;
    this.#engine = engine;
    this.#options = options;
    this.#timer = setInterval(() => this.#restOld(), restAfter / 10).unref();
  }

  get all(): readonly Database[] {
    return [...this.#open.values()];
  }

  get writable(): boolean {
    return this.#options.writable;
  }

  /** Makes a database known; nothing is opened before it is asked. Another spelling of a known path is the same database. */
  add(path: string | undefined, identity?: string): Database {
    const known = this.all.find(
      ({ target, name }) => target.path === path || (identity !== undefined && this.#identities.get(name) === identity),
    );
    if (known) return known;
    const { writable, patience, mostBytes, extensions, memory, timeout } = this.#options;
    const wanted = path === undefined ? ':memory:' : plainName(basename(path));
    let name = wanted;
    for (let n = 2; this.#open.has(name); n++) name = `${wanted}-${n}`;
    const target = {
      name,
      path,
      writable: writable || path === undefined,
      patience,
      mostBytes,
      extensions,
      ...restrictionsOf(notesFor(this.#options.metadata, path === undefined ? name : basename(path))),
    };
    const database = new Database(target, this.files, this.#engine, { memory, timeout });
    this.#open.set(name, database);
    if (identity !== undefined) this.#identities.set(name, identity);
    return database;
  }

  /**
   * The database that a call means: by name, by path, or the only one.
   * @throws ToolError when that is none or several.
   */
  get(asked: string | undefined): Database {
    const all = this.all;
    const names = all.map(({ name }) => name);
    const shown = names.map((name) => `"${name}"`).join(', ');
    if (asked === undefined) {
      const [only, other] = all;
      if (only && other) throw new ToolError('invalid', `Which database? Give one as "database": ${shown}.`);
      if (only) return this.#wake(only);
      throw new ToolError('invalid', 'No database is open: list_databases lists the files, open_database opens one.');
    }
    const found =
      this.#open.get(asked) ??
      all.find(({ target }) => target.path === asked) ??
      all.find(({ target }) => target.path !== undefined && basename(target.path) === asked) ??
      spelledOtherwise(asked, all) ??
      endingIn(asked, all);
    if (found) return this.#wake(found);
    throw new ToolError(
      'not_found',
      `${JSON.stringify(asked.slice(0, 200))} is not open.${meant(asked, names)} ${names.length === 0 ? 'None is' : `Open: ${shown}`}; open_database opens others.`,
    );
  }

  /** True if whole folders are allowed, which may hold databases that are not open. */
  get hasFolders(): boolean {
    return this.files.roots.some(({ only }) => only === undefined);
  }

  /** Databases in files of which only the path is known. */
  get unidentified(): readonly Database[] {
    return this.all.filter(({ name, inMemory }) => !inMemory && !this.#identities.has(name));
  }

  identify({ name }: Database, identity: string | undefined): void {
    if (identity !== undefined) this.#identities.set(name, identity);
  }

  /** Takes back a database that turned out to be none. */
  forget(database: Database): void {
    this.#open.delete(database.name);
    this.#identities.delete(database.name);
    database.close();
  }

  /** Makes an empty database file; one that is there by now stays as it is. */
  async create(path: string): Promise<void> {
    await this.files.run('create', { path }, internalCall(startLimit));
  }

  close(): void {
    clearInterval(this.#timer);
    for (const database of this.all) database.close();
    this.files.close();
  }

  #wake(database: Database): Database {
    database.used = Date.now();
    const byUse = [...this.all].sort((a, b) => b.used - a.used);
    for (const one of byUse.slice(mostAwake)) one.rest();
    return database;
  }

  #restOld(): void {
    for (const database of this.all) if (Date.now() - database.used > restAfter) database.rest();
  }
}

/** The only database whose path is another spelling of this one. */
export function spelledOtherwise<D extends { target: Pick<Target, 'path'> }>(
  asked: string,
  all: readonly D[],
  platform: NodeJS.Platform = process.platform,
): D | undefined {
  const wanted = plainSpelling(asked, platform);
  const found = all.filter(
    ({ target }) => target.path !== undefined && plainSpelling(target.path, platform) === wanted,
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The only database whose path ends in this one, which may be relative to an allowed folder. */
function endingIn<D extends { target: Pick<Target, 'path'> }>(asked: string, all: readonly D[]): D | undefined {
  const wanted = `/${posix.normalize(asked.replaceAll('\\', '/'))}`;
  const found = all.filter(({ target }) => target.path?.replaceAll('\\', '/').endsWith(wanted));
  return found.length === 1 ? found[0] : undefined;
}

/** Windows takes both slashes and ignores case; macOS composes letters, and mostly ignores case too. */
function plainSpelling(name: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return win32.normalize(name).toLowerCase();
  const normal = posix.normalize(name);
  return platform === 'darwin' ? normal.normalize('NFC').toLowerCase() : normal;
}

/** Characters of a name. */
const longestName = 120;

/** The name of a file without characters that could pass for another part of an answer. */
const plainName = (name: string): string =>
  name.replaceAll(/[^\p{L}\p{M}\p{N} ._+@#~()',&=%!-]/gu, '_').slice(0, longestName);
