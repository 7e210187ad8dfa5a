import { noteChange } from '../arrivals.ts';
import { ToolError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Call } from '../tool.ts';
import type { Operations, ParamsOf, ResultOf } from './helper/job.ts';
import type { Confined } from './helper/confined.ts';
import type { LocatedPath } from './helper/locate.ts';
import type { RootSpec } from './helper/roots.ts';
import { asPath, inTime, lookUp, lookUpAll, shown, withoutDoubles, type AllowedFolder } from './look-up.ts';
import { contains } from './paths.ts';
import { Inline, type InlineOptions } from './inline/inline.ts';
import type { BackendMode, RunOptions } from './pending-call.ts';
import type { HelperPolicy } from './helper-policy.ts';
import { Pool } from './pool.ts';

export interface SandboxOptions<O> extends HelperPolicy {
  /** The program that runs the operations, built next to the server's own. */
  helper: string;
  log: Log;
  /** Operations that are quick and change nothing: they can be queued behind each other, and repeated if one hangs. */
  quick?: readonly (keyof O & string)[];
  /** Operations that run in the server's process where nothing can make them wait. */
  inline?: InlineOptions | undefined;
  /** Forces a backend. All operations then run in helpers. */
  mode?: BackendMode | undefined;
  /** The reason why there are no folders, and what to do, for errors. */
  none?: string;
}

/**
 * Reads the backend from a variable such as `MCP_FILESYSTEM_SANDBOX_MODE`: for tests, and for systems on which the
 * self-test is wrong.
 */
export function forcedMode(env: NodeJS.ProcessEnv, server: string): BackendMode | undefined {
  const variable = `MCP_${server.toUpperCase()}_SANDBOX_MODE`;
  const name = env[variable];
  if (name === undefined || name === '') return undefined;
  if (name === 'descriptor' || name === 'portable') return name;
  throw new ToolError('invalid', `${variable} must be descriptor or portable, not "${name}".`);
}

declare const fromSandbox: unique symbol;
/**
 * An absolute path that the sandbox looked up and found inside a root at that time. Other programs get no other paths.
 */
export type SandboxPath = string & { [fromSandbox]: true };

type Ops = Operations<Confined>;

/** The part of a call that the sandbox uses. */
type Calling = Pick<Call, 'signal' | 'deadline' | 'progress' | 'caller'>;

/** Settings that sandboxes with the same helpers share. */
interface Shared {
  quick: ReadonlySet<string>;
  inline: InlineOptions | undefined;
}

const onlyLookups: InlineOptions = { load: async () => ({}) };

/**
 * The only access to the disk, limited to some folders. Helper processes do the work; this class represents them in the
 * server's process, typed by their table of operations.
 */
export class Sandbox<O extends Ops> {
  readonly roots: readonly RootSpec[];
  readonly #pool: Pool;
  readonly #set: number;
  readonly #shared: Shared;
  readonly #inline: Inline | undefined;

  private constructor(pool: Pool, roots: readonly RootSpec[], shared: Shared, none?: string) {
    this.roots = roots;
    this.#pool = pool;
    this.#shared = shared;
    this.#set = pool.addRoots([...roots], none);
    if (shared.inline) this.#inline = new Inline(roots, none, shared.inline);
  }

  /**
   * Without any folder, for helpers that need none, every path is outside.
   * @throws ToolError when none of the folders can be used. Those that cannot are logged and left out; one that is
   * missing is used as soon as it is there.
   */
  static async open<O extends Ops>(folders: readonly AllowedFolder[], options: SandboxOptions<O>): Promise<Sandbox<O>> {
    return Sandbox.#over(await lookUpAll(folders, options.log), options);
  }

  static #over<O extends Ops>(
    roots: readonly RootSpec[],
    { helper, quick = [], none, inline = onlyLookups, ...rest }: SandboxOptions<O>,
  ): Sandbox<O> {
    const shared: Shared = { quick: new Set(quick), inline: rest.mode === undefined ? inline : undefined };
    return new Sandbox<O>(new Pool({ program: helper, ...rest }), roots, shared, none);
  }

  /** Returns a sandbox with its own helpers for the same folders, for example for a database that they keep open. */
  alongside<P extends Ops>(options: SandboxOptions<P>): Sandbox<P> {
    return Sandbox.#over(this.roots, options);
  }

  /**
   * Returns the part of this sandbox that is also inside `folders`, such as a client's roots. Never grants more.
   * @param folders `file://` URLs or absolute paths; others are ignored.
   */
  async narrow(folders: readonly string[]): Promise<Sandbox<O>> {
    const asked = await Promise.allSettled(
      folders.map((folder) => inTime((async () => lookUp({ path: asPath(folder), writable: true }))(), folder)),
    );
    const roots: RootSpec[] = [];
    for (const result of asked) {
      if (result.status === 'rejected') continue;
      const { real } = result.value;
      for (const root of this.roots) {
        if (contains(root.real, real, process.platform))
          roots.push({
            ...result.value,
            ...(root.unnamed && { unnamed: true }),
            writable: this.#writableAt(real),
            cutFrom: this.#cutFrom(real),
          });
        else if (contains(real, root.real, process.platform)) roots.push(root);
      }
    }
    const ours = this.roots.filter(({ unnamed }) => !unnamed);
    const theirs = folders.filter((folder) => !this.roots.some(({ real, unnamed }) => unnamed && real === folder));
    const none = `The folders of this server and the roots of this client do not overlap: ${shown(ours.map((root) => root.path))} and ${shown(theirs)}. Start the server without --client-roots narrow to use its own folders.`;
    return new Sandbox<O>(this.#pool, withoutDoubles(roots), this.#shared, none);
  }

  /**
   * Other folders, worked on by the same helpers: those that a client names where the command line has none.
   * @param folders `file://` addresses or absolute paths.
   * @param unnamed Folders that belong to those, which errors do not list.
   */
  async over(
    folders: readonly string[],
    { writable, log, unnamed = [] }: { writable: boolean; log: Log; unnamed?: readonly string[] },
  ): Promise<Sandbox<O>> {
    const usable = [...folders, ...unnamed].flatMap((folder) => {
      try {
        return [{ path: asPath(folder), writable, unnamed: unnamed.includes(folder) }];
      } catch {
        return [];
      }
    });
    const roots = await lookUpAll(usable, log).catch(() => []);
    const none = `None of this client's roots can be used: ${shown(folders)}. Give folders on the command line of the server.`;
    return new Sandbox<O>(this.#pool, roots, this.#shared, none);
  }

  /** Runs an operation, in this process or in a helper. */
  run<K extends keyof O & string>(operation: K, params: ParamsOf<O[K]>, call: Calling): Promise<ResultOf<O[K]>> {
    const repeatable = this.#shared.quick.has(operation);
    return this.#run(operation, params, new OptionsOfCall(call, repeatable)) as Promise<ResultOf<O[K]>>;
  }

  /** Looks up a path, for programs and libraries that take paths; see {@link SandboxPath}. */
  async locate(path: string, call: Calling): Promise<Omit<LocatedPath, 'path'> & { path: SandboxPath }> {
    return (await this.#run('locate', { path }, new OptionsOfCall(call, true))) as LocatedPath & {
      path: SandboxPath;
    };
  }

  close(): void {
    this.#inline?.close();
    this.#pool.close();
  }

  async #run(operation: string, params: unknown, options: RunOptions): Promise<unknown> {
    const running = this.#inline?.run(operation, params, options);
    const done = running instanceof Promise ? await running : running;
    if (done === undefined) return this.#runInHelper(operation, params, options);
    if ('error' in done) throw done.error;
    return done.value;
  }

  async #runInHelper(operation: string, params: unknown, options: RunOptions): Promise<unknown> {
    try {
      return await this.#pool.run(this.#set, operation, params, options);
    } finally {
      noteChange();
    }
  }

  /** Returns the folders that a part of this sandbox is taken from, and those that they were taken from. */
  #cutFrom(real: string): string[] {
    const holders = this.roots.filter((root) => contains(root.real, real, process.platform));
    return [...new Set(holders.flatMap((root) => [root.real, ...(root.cutFrom ?? [])]))];
  }

  #writableAt(real: string): boolean {
    const holders = this.roots.filter((root) => contains(root.real, real, process.platform));
    return holders.sort((a, b) => b.real.length - a.real.length)[0]?.writable ?? false;
  }
}

/** The facts of a call, with a deadline that moves. A class, because a literal with an accessor outlives its call. */
class OptionsOfCall implements RunOptions {
  readonly signal: AbortSignal;
  readonly caller?: string;
  readonly repeatable: boolean;
  readonly progress: Calling['progress'];
  readonly #call: Calling;

  constructor(call: Calling, repeatable: boolean) {
    this.#call = call;
    this.signal = call.signal;
    if (call.caller !== undefined) this.caller = call.caller;
    this.repeatable = repeatable;
    this.progress = call.progress;
  }

  get deadline(): number {
    return this.#call.deadline;
  }
}
