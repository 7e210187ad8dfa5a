import path from 'node:path';
import { ToolError, visible, type Log } from '@mcp-reference/kit';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../operations/index.ts';
import type { Layout } from '../operations/layout.ts';
import type { GitCommand } from './command.ts';
import { configList, facts } from './commands/objects.ts';
import { isRepositorys, parseConfig } from './config.ts';
import { baseEnvironment, configuredSsh, readEnvironment, sshCommand } from './environment.ts';
import { explain } from './explain.ts';
import { always, asEnvironment, protect, type Override } from './hardening.ts';
import { endAll, runToEnd } from './process.ts';
import { findGit, type GitProgram } from './program.ts';
import { objectReader, Repository, repositoryEnvironment, type Calling, type Known } from './repository.ts';
import { fingerprint } from './fingerprint.ts';
import { submodulesIn } from './submodules.ts';
import type { TrustStore } from './trust-store.ts';

export interface GitOptions {
  files: Sandbox<GitOperations>;
  log: Log;
  /** The git to drive; found on the PATH when absent. */
  program: string | undefined;
  env: NodeJS.ProcessEnv;
  /** Protocols that remotes may be reached by. */
  protocols: readonly string[];
  /** Folders whose repositories are trusted, as the user said when the server was started. */
  trust: readonly string[];
  store: TrustStore;
}

/** What is known of a repository is looked up anew after this long, in milliseconds. */
const knownFor = 30_000;
const mostKnown = 50;
const MiB = 1024 * 1024;

/** The capability of this server: git, in repositories inside the allowed folders, and in no others. */
export class Git {
  readonly files: Sandbox<GitOperations>;
  readonly protocols: readonly string[];
  readonly store: TrustStore;
  readonly #options: GitOptions;
  readonly #base: Readonly<Record<string, string>>;
  readonly #known: Map<string, Known>;
  #program: Promise<GitProgram> | undefined;

  constructor(options: GitOptions, known = new Map<string, Known>()) {
    this.#options = options;
    this.files = options.files;
    this.protocols = options.protocols;
    this.store = options.store;
    this.#base = baseEnvironment(options.env);
    this.#known = known;
  }

  /** The same git in fewer folders. */
  within(files: Sandbox<GitOperations>): Git {
    return new Git({ ...this.#options, files }, this.#known);
  }

  /** @throws ToolError `unavailable` when git is missing or too old. */
  program(): Promise<GitProgram> {
    // What failed is tried again by the next call: git may have been installed meanwhile.
    this.#program ??= findGit(
      this.#options.program,
      this.#base,
      this.files.roots.map(({ real }) => real),
    ).catch((error: unknown) => {
      this.#program = undefined;
      throw error;
    });
    return this.#program;
  }

  /**
   * The repository that a folder is in.
   * @param given The caller's path; the only allowed folder when absent.
   */
  async open(given: string | undefined, call: Calling): Promise<Repository> {
    const asked = given ?? this.#onlyRoot();
    const program = await this.program();
    let layout = await this.files.run('layout', { path: asked, also: [] }, call);
    const key = `${layout.gitDir}\n${layout.top ?? ''}`;
    let known = this.#known.get(key);
    if (known !== undefined && known.includes.length > 0)
      layout = await this.files.run('layout', { path: asked, also: known.includes }, call);
    if (known === undefined || known.stamp !== layout.stamp || Date.now() - known.looked > knownFor) {
      const fresh = await this.#look(program, layout, asked, call);
      known?.objects.close();
      known = fresh;
      this.#known.delete(key);
      this.#known.set(key, known);
      for (const [old, { objects }] of [...this.#known].slice(0, -mostKnown)) {
        objects.close();
        this.#known.delete(old);
      }
    }
    return new Repository(program, this.files, layout, known);
  }

  /** What was learned about repositories is forgotten: a decision about trust has changed. */
  forget(): void {
    for (const { objects } of this.#known.values()) objects.close();
    this.#known.clear();
  }

  close(): void {
    this.forget();
    endAll();
  }

  /** Runs a command outside of any repository: for those that make one. */
  async runOutside(
    made: {
      args: readonly string[];
      input?: Uint8Array | string | undefined;
      onStderr?: ((chunk: Buffer) => void) | undefined;
    },
    cwd: string,
    call: Calling,
    env: Record<string, string> = {},
  ): Promise<string> {
    const program = await this.program();
    const { overrides } = protect([], []);
    const outcome = await runToEnd({
      program: program.path,
      args: made.args,
      cwd,
      env: { ...this.#base, ...asEnvironment([...always, ...overrides]), ...env },
      signal: call.signal,
      deadline: call.deadline,
      most: MiB,
      onStderr: made.onStderr,
    });
    if (outcome.code !== 0) throw explain(made.args[0] ?? '', outcome.stderr, outcome.code);
    return outcome.stdout.toString();
  }

  #onlyRoot(): string {
    const [only, ...others] = this.files.roots;
    if (only === undefined)
      throw new ToolError(
        'denied',
        'No folder is allowed: the folders of this server and the roots of this client do not overlap.',
      );
    if (others.length > 0)
      throw new ToolError(
        'invalid',
        `Give repo_path; there are ${others.length + 1} allowed folders: ${[only, ...others].map(({ path }) => `"${visible(path)}"`).join(', ')}.`,
      );
    return only.path;
  }

  /** Reads what a repository's configuration says, and decides what of it holds. */
  async #look(program: GitProgram, layout: Layout, asked: string, call: Calling): Promise<Known> {
    const hardened: Override[] = [...always, ...protect([], []).overrides];
    const env = { ...repositoryEnvironment(this.#base, layout, hardened), ...readEnvironment };
    const ask = async (made: GitCommand) => {
      const outcome = await runToEnd({
        program: program.path,
        args: made.args,
        cwd: layout.top ?? layout.gitDir,
        env,
        signal: call.signal,
        deadline: call.deadline,
        most: 8 * MiB,
      });
      if (outcome.code !== 0 || outcome.cut) throw explain(made.args[0] ?? '', outcome.stderr, outcome.code);
      return outcome.stdout;
    };
    const [listing, told] = await Promise.all([ask(configList()), ask(facts())]);
    const [gitDir = '', shallow = '', format = ''] = told.toString().split('\n');
    if (path.resolve(gitDir) !== layout.gitDir)
      throw new ToolError(
        'denied',
        `git takes another folder than "${visible(asked)}" holds for its repository; it was left alone.`,
      );
    const entries = parseConfig(listing);
    const includes = includedFiles(entries, layout);
    const stamp =
      includes.length === 0
        ? layout.stamp
        : (await this.files.run('layout', { path: asked, also: includes }, call)).stamp;
    const trusted = await this.#isTrusted(layout, entries, call);
    const { overrides, suppressed, neutralFilters } = trusted
      ? { overrides: [], suppressed: [], neutralFilters: new Set<string>() }
      : protect(entries, layout.hooks);
    const still = trusted || !layout.submodules ? [] : await submodulesIn(this.files, layout, ask, call);
    const all = [...always, ...overrides, ...still];
    const own = repositoryEnvironment(this.#base, layout, all);
    const ssh = configuredSsh(entries, trusted);
    if (this.#options.env['GIT_SSH_COMMAND'] === undefined && ssh !== undefined)
      own['GIT_SSH_COMMAND'] = sshCommand(ssh);
    return {
      stamp,
      looked: Date.now(),
      entries,
      includes,
      trusted,
      overrides: all,
      suppressed,
      neutralFilters,
      objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
      shallow: shallow === 'true',
      env: own,
      objects: objectReader(program, layout.top ?? layout.gitDir, own),
    };
  }

  async #isTrusted(layout: Layout, entries: Known['entries'], call: Calling): Promise<boolean> {
    const place = layout.top ?? layout.gitDir;
    if (
      this.#options.trust.some(
        (folder) => place === folder || place.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep),
      )
    )
      return true;
    const granted = await this.store.granted(layout.commonDir);
    return granted !== undefined && granted === (await fingerprint(this.files, layout, entries, call));
  }
}

/** Configuration files that the repository's own ones include: their change matters as much. */
function includedFiles(entries: Known['entries'], layout: Layout): string[] {
  const own = new Set([`${layout.commonDir}/config`, `${layout.gitDir}/config.worktree`]);
  const files = new Set<string>();
  for (const entry of entries) {
    if (!isRepositorys(entry) || !entry.origin.startsWith('file:')) continue;
    const file = path.resolve(layout.top ?? layout.gitDir, entry.origin.slice(5));
    if (!own.has(file)) files.add(file);
  }
  return [...files];
}
