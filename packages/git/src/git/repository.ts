import path from 'node:path';
import { internalCall, ToolError, type Call } from '@mcp-reference/kit';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../files/index.ts';
import type { Layout } from '../files/layout.ts';
import type { ObjectReader } from './batch.ts';
import { bySubsection, lastValue } from './config.ts';
import type { GitCommand } from './command.ts';
import { readEnvironment } from './environment.ts';
import { explain } from './explain.ts';
import type { Override } from './hardening.ts';
import type { Known } from './known.ts';
import { lacksObject } from './lazy-fetch.ts';
import { fillFromHere, withoutDownload } from './lfs-files.ts';
import { lockedError, lockWaits, pause } from './locks.ts';
import type { Opener } from './opener.ts';
import { atLeast, startOf, type GitProgram } from './program.ts';
import { runToEnd, type Outcome } from './process.ts';
import { Queue } from './queue.ts';
import { named } from './view.ts';

/** The part of a call that git commands need. */
export type Calling = Pick<Call, 'signal' | 'deadline' | 'progress'>;

const MiB = 1024 * 1024;

const writers = new Queue();

/**
 * A repository that was found inside the allowed folders, and the only way to run git in it. Made for each call from
 * what is known, after a look whether that still holds.
 */
export class Repository {
  readonly layout: Layout;
  readonly known: Known;
  readonly files: Sandbox<GitOperations>;
  readonly #program: GitProgram;
  readonly #opener: Opener;

  constructor(program: GitProgram, opener: Opener, files: Sandbox<GitOperations>, layout: Layout, known: Known) {
    this.#program = program;
    this.#opener = opener;
    this.files = files;
    this.layout = layout;
    this.known = known;
  }

  /** The folder in which git runs: the top of the work tree, or the bare repository. */
  get place(): string {
    return this.layout.top ?? this.layout.gitDir;
  }

  /** The last name of its path: how people call it. */
  get name(): string {
    return path.basename(this.layout.top ?? this.layout.gitDir.replace(/\.git$/, ''));
  }

  get trusted(): boolean {
    return this.known.trusted;
  }

  get objects(): ObjectReader {
    return this.known.objects;
  }

  /** Returns true if the driven git is at least of this version. */
  has(version: readonly [number, number]): boolean {
    return atLeast(this.#program, version);
  }

  /** @throws ToolError for a bare repository, which has no work tree. */
  top(): string {
    if (this.layout.top === undefined)
      throw new ToolError(
        'unsupported',
        'This is a bare repository: it has no work tree or index here. Give one of its work trees as repo_path; git_worktree lists them.',
      );
    return this.layout.top;
  }

  /** True when contents may be missing here that a remote has promised. */
  get isPartial(): boolean {
    return this.promisors.length > 0;
  }

  /** The remotes that have what a partial clone left out. */
  get promisors(): readonly string[] {
    const named = this.config('extensions.partialclone');
    const marked = [...bySubsection(this.known.entries, 'remote', 'promisor')]
      .filter(([, value]) => /^(true|yes|on|1)$/i.test(value))
      .map(([name]) => name);
    return [...new Set([...(named === undefined ? [] : [named]), ...marked])];
  }

  config(key: string): string | undefined {
    return lastValue(this.known.entries, key);
  }

  /** A file in the git directory of this work tree, for the sandbox. */
  gitPath(name: string): string {
    return path.join(this.layout.gitDir, name);
  }

  /**
   * Runs one command to its end.
   * @throws ToolError with what git's failure means; `timeout` when cancelled or overdue, the command's own locks removed.
   */
  async run(
    command: GitCommand,
    call: Calling,
    { cut = false, env = {} }: { cut?: boolean; env?: Record<string, string> } = {},
  ): Promise<Outcome> {
    if (command.kind !== 'read' && !this.layout.writable)
      throw new ToolError('denied', 'This repository is in a folder that this server may only read.');
    let outcome = await this.#runUnlocked(command, call, env);
    if (outcome.code !== 0 && this.isPartial && lacksObject(command, outcome)) {
      const network = await this.#opener.fetching(this, call);
      if (typeof network === 'string')
        throw new ToolError('unavailable', `Contents are missing here (a partial clone), ${network}.`);
      outcome = await this.#runUnlocked(command, call, { ...env, ...network });
    }
    if (outcome.cut) {
      if (!cut)
        throw new ToolError(
          'too_large',
          `What git ${command.args[0] ?? ''} answers is too large; ask for less (paths, a limit).`,
        );
      return outcome;
    }
    if (outcome.code !== 0 && !command.ok?.includes(outcome.code))
      throw explain(command.args[0] ?? '', outcome.stderr, outcome.code);
    return outcome;
  }

  /** The output of a command as text without the line end. */
  async text(command: GitCommand, call: Calling): Promise<string> {
    return (await this.run(command, call)).stdout.toString().replace(/\n$/, '');
  }

  /**
   * Writers of one repository take turns, its linked work trees included. Time may have passed since it was opened (a question
   * to the user, other writers), so it is looked at again.
   */
  exclusively<T>(call: Calling, act: () => Promise<T>): Promise<T> {
    return writers.run(this.layout.commonDir, call.signal, async () => {
      await this.#opener.again(this, call);
      try {
        return await act();
      } finally {
        if (!this.#opener.downloads(this)) await fillFromHere(this, call).catch(() => {});
      }
    });
  }

  /** Runs a command that would only add objects, without keeping them. */
  runWithoutKeeping(command: GitCommand, call: Calling): Promise<Outcome> {
    return this.#opener.withScratch((folder) =>
      this.run(command, call, {
        env: {
          GIT_OBJECT_DIRECTORY: folder,
          // In quotes, a path may contain what separates paths.
          GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(`${this.layout.commonDir}/objects`),
        },
      }),
    );
  }

  async #runUnlocked(command: GitCommand, call: Calling, env: Record<string, string>): Promise<Outcome> {
    for (const wait of [...lockWaits, undefined]) {
      const outcome = await this.#runOnce(command, call, env);
      const lock = outcome.code === 0 ? null : /Unable to create '([^']*\.lock)': File exists/.exec(outcome.stderr);
      if (lock === null) return outcome;
      if (wait === undefined) throw await lockedError(this, lock[1] ?? '', call);
      await pause(wait, call.signal);
    }
    throw new Error('unreachable');
  }

  async #runOnce(command: GitCommand, call: Calling, env: Record<string, string>): Promise<Outcome> {
    const started = Date.now();
    const { view } = this.known;
    if (view !== undefined && command.kind !== 'read') await this.#makeFolders(call);
    try {
      const outcome = await runToEnd({
        args: command.args,
        cwd: this.place,
        ...startOf(this.#program, {
          ...this.known.env,
          ...(command.kind === 'read' && readEnvironment),
          ...(!this.#opener.downloads(this) && withoutDownload),
          ...(looksIntoModules(command) && this.known.withheldEnv),
          ...command.env,
          ...env,
        }),
        input: command.input,
        call,
        most: command.most ?? 16 * MiB,
        onStdout: command.onStdout,
        onStderr: command.onStderr,
      });
      return view === undefined ? outcome : named(outcome, view, this.layout.commonDir);
    } catch (error) {
      if (command.kind !== 'read') await this.#removeOwnLocks(started);
      throw error;
    } finally {
      if (view !== undefined && command.kind !== 'read') await this.#opener.settle(this, call);
    }
  }

  /** Folders that git would make, and cannot make through the links of a view. */
  async #makeFolders(call: Calling): Promise<void> {
    const { present, top } = this.layout;
    const isOn = (key: string) => /^(true|always|yes|on|1)$/i.test(this.config(key) ?? '');
    const wanted = [
      ...(top !== undefined || isOn('core.logallrefupdates') ? ['logs'] : []),
      ...(isOn('rerere.enabled') ? ['rr-cache'] : []),
    ].filter((name) => !present.includes(name));
    if (wanted.length > 0) await this.ensureFolders(wanted, call);
  }

  /** Makes folders in the shared git directory. */
  async ensureFolders(names: readonly string[], call: Calling): Promise<void> {
    await this.files.run('ensureFolders', { gitDir: this.layout.commonDir, names }, call);
  }

  /** Sets variables in the repository's own configuration. */
  async configure(variables: readonly Override[]): Promise<void> {
    await this.#opener.configure(this, variables);
  }

  /** A new linked work tree points to the repository itself, not to the view that it was made through. */
  async adopt(top: string, call: Calling): Promise<void> {
    const { view } = this.known;
    if (view !== undefined)
      await this.files.run('adoptWorktree', { top, from: view.path, to: this.layout.commonDir }, call);
  }

  /** Removes the locks of a command that was killed: those that are younger than it. */
  async #removeOwnLocks(since: number): Promise<void> {
    const limit = 5_000;
    await this.files
      .run('removeLocks', { gitDir: this.layout.gitDir, commonDir: this.layout.commonDir, since }, internalCall(limit))
      .catch(() => {});
  }
}

/** Commands that start a git in each repository of the tree to see whether it has changes. */
const looksIntoModules = ({ args: [name] }: GitCommand): boolean => name === 'add' || name === 'stash';
