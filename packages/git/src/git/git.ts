import path from 'node:path';
import { internalCall, ToolError, visible } from '@mcp-reference/kit';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../files/index.ts';
import type { Layout } from '../files/layout.ts';
import { belowTop, onlyRoot } from './asked-folder.ts';
import { baseEnvironment } from './environment.ts';
import { explain } from './explain.ts';
import { operationOf } from './operation-in-tables.ts';
import { Inspector, withoutWorkTree } from './inspector.ts';
import { always, asEnvironment, type Override } from './hardening.ts';
import type { Known } from './known.ts';
import { lazyFetch } from './lazy-fetch.ts';
import { endAll, runToEnd } from './process.ts';
import type { GitOptions } from './options.ts';
import { findGit, startOf, type GitProgram } from './program.ts';
import { isLocal, lfsRemote, viewOverrides } from './protection.ts';
import { Repository, type Calling } from './repository.ts';
import type { TrustStore } from './trust-store.ts';
import { Views } from './view.ts';
import { writeBack, type RunGit } from './write-back.ts';

/** The time after which a repository is inspected again, in milliseconds. */
const knownFor = 30_000;
const mostKnown = 50;
/** For writing into the repository what git wrote into its view: it is done even if the call is over, in milliseconds. */
const settleLimit = 10_000;

const contact = ({ layout }: Repository, url: string): string => `${layout.commonDir}\n${url}`;

/** The capability of this server: git, in repositories inside the allowed folders, and in no others. */
export class Git {
  readonly files: Sandbox<GitOperations>;
  readonly protocols: readonly string[];
  readonly store: TrustStore;
  readonly #options: GitOptions;
  readonly #base: Readonly<Record<string, string>>;
  readonly #known: Map<string, Known>;
  readonly #views: Views;
  readonly #contacted: Set<string>;
  readonly #inspector: Inspector;
  #program: Promise<GitProgram> | undefined;

  constructor(
    options: GitOptions,
    known = new Map<string, Known>(),
    views = new Views(options.views),
    contacted = new Set<string>(),
  ) {
    this.#options = options;
    this.files = options.files;
    this.protocols = options.protocols;
    this.store = options.store;
    this.#base = baseEnvironment(options.env);
    this.#known = known;
    this.#views = views;
    this.#contacted = contacted;
    this.#inspector = new Inspector(options, this.#base, views);
  }

  /** The folders that callers may name: those of the sandbox without git directories that only belong to them. */
  get roots(): Sandbox<GitOperations>['roots'] {
    return this.files.roots.filter(({ real }) => !this.gitDirs.includes(real));
  }

  /** Git directories outside of these folders, of linked work trees and submodules in them. */
  get gitDirs(): readonly string[] {
    return this.#options.around.gitDirs;
  }

  /** Makes a folder for a new work tree or repository. @throws ToolError `denied` inside a git directory. */
  async freshFolder(given: string, call: Calling): Promise<string> {
    const refuse = (place: string) => {
      if (this.gitDirs.some((folder) => place === folder || place.startsWith(folder + path.sep)))
        throw new ToolError('denied', `"${visible(given)}" is inside a git directory, which only git changes.`);
    };
    refuse(path.resolve(given));
    const { path: place } = await this.files.run('freshFolder', { path: given }, call);
    refuse(place);
    return place;
  }

  /** The same git in other folders. */
  within(files: Sandbox<GitOperations>, around = this.#options.around): Git {
    return new Git({ ...this.#options, files, around }, this.#known, this.#views, this.#contacted);
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
    const asked = given ?? onlyRoot(this.roots);
    const program = await this.program();
    const layout = await this.files.run('layout', { path: asked, also: [] }, call).catch((error: unknown) => {
      throw error instanceof ToolError && error.code === 'not_found'
        ? (belowTop(asked, this.roots, this.#options.around) ?? error)
        : error;
    });
    const known = await this.#knownAt(program, layout, call);
    layout.operation = await operationOf(layout, known.objects);
    return new Repository(program, this, this.files, known.bare ? withoutWorkTree(layout) : layout, known);
  }

  /** @throws ToolError when links were planted since, or what the user trusted has changed. */
  async again(repo: Repository, call: Calling): Promise<void> {
    const layout = await this.files.run('layout', { path: repo.place, also: [], writes: !repo.trusted }, call);
    const known = await this.#knownAt(await this.program(), layout, call);
    if (known.trusted !== repo.trusted || layout.gitDir !== repo.layout.gitDir)
      throw new ToolError('conflict', 'The configuration or hooks of this repository changed meanwhile. Call again.');
  }

  async settle(repo: Repository, call: Calling): Promise<void> {
    const { view } = repo.known;
    if (view !== undefined)
      await writeBack(this.#views, view, repo.layout, { files: this.files, run: this.#runner(repo), call });
  }

  withScratch<T>(act: (folder: string) => Promise<T>): Promise<T> {
    return this.#views.withScratch(act);
  }

  async configure(repo: Repository, variables: readonly Override[]): Promise<void> {
    const run = this.#runner(repo);
    for (const [key, value] of variables)
      await run(['config', '--file', `${repo.layout.commonDir}/config`, key, value], {});
  }

  /** Runs git on files of a repository; what was begun is finished even if the call is over. */
  #runner({ known: { view, env } }: Repository): RunGit {
    return async (args, { ok = [], env: more = {} }) => {
      const program = await this.program();
      const outcome = await runToEnd({
        args,
        cwd: view?.path ?? path.dirname(program.path),
        ...startOf(program, { ...env, ...more }),
        call: internalCall(settleLimit),
        most: 1024 * 1024,
      });
      if (outcome.code !== 0 && !ok.includes(outcome.code)) throw explain(args[0] ?? '', outcome.stderr, outcome.code);
    };
  }

  async fetching(repo: Repository, call: Calling): Promise<Record<string, string> | string> {
    if (!this.#options.network) return 'and the server was started with --no-network';
    return lazyFetch(this, repo, (url) => this.#contacted.has(contact(repo, url)), call);
  }

  downloads(repo: Repository): boolean {
    const url = lfsRemote(repo.known.entries);
    return (
      this.#options.network &&
      (repo.trusted || url === undefined || (!isLocal(url) && this.#contacted.has(contact(repo, url))))
    );
  }

  /** Notes that the user had a remote contacted: missing objects may be fetched from there. */
  contacted(repo: Repository, url: string): void {
    this.#contacted.add(contact(repo, url));
  }

  async #knownAt(program: GitProgram, layout: Layout, call: Calling): Promise<Known> {
    const key = `${layout.gitDir}\n${layout.top ?? ''}`;
    let known = this.#known.get(key);
    const links =
      known === undefined || known.index === layout.index
        ? undefined
        : (await this.files.run('indexPaths', { gitDir: layout.gitDir }, call)).gitlinks;
    // Without .gitmodules in the work tree, git takes the names of submodules from the index.
    const isUnnamed = links !== undefined && links.length > 0 && !layout.submodules;
    if (known === undefined || isUnnamed || (await this.#isOutdated(known, layout, call))) {
      const fresh = await this.#inspector.look(program, layout, call);
      known?.objects.close();
      known = fresh;
      this.#known.delete(key);
      this.#known.set(key, known);
      for (const [old, { objects }] of [...this.#known].slice(0, -mostKnown)) {
        objects.close();
        this.#known.delete(old);
      }
    } else if (links !== undefined) {
      known.gitlinks = links;
      known.index = layout.index;
    }
    if (!known.trusted && known.gitlinks.length > 0 && layout.top !== undefined)
      await this.files.run('assertModules', { top: layout.top, paths: known.gitlinks }, call);
    return known;
  }

  /** Trust is for what was agreed to, byte for byte, each time. */
  async #isOutdated(known: Known, layout: Layout, call: Calling): Promise<boolean> {
    if (known.stamp !== layout.stamp || Date.now() - known.looked > knownFor) return true;
    return known.trusted && !(await this.#inspector.isTrusted(layout, known.declared, call));
  }

  /** Forgets everything about repositories, after a decision about trust has changed. */
  forget(): void {
    for (const { objects } of this.#known.values()) objects.close();
    this.#known.clear();
  }

  async close(): Promise<void> {
    this.forget();
    endAll();
    await this.#views.close();
  }

  /** Runs a command outside of any repository: for those that make one. */
  async runOutside(
    made: {
      args: readonly string[];
      input?: Uint8Array | string | undefined;
      onStderr?: ((chunk: Buffer) => void) | undefined;
    },
    call: Calling,
    env: Record<string, string> = {},
  ): Promise<string> {
    const program = await this.program();
    const outcome = await runToEnd({
      args: made.args,
      // Not where a repository could be: git would read its configuration.
      cwd: path.dirname(program.path),
      ...startOf(program, { ...this.#base, ...asEnvironment([...always, ...viewOverrides([])]), ...env }),
      call,
      most: 1024 * 1024,
      onStderr: made.onStderr,
    });
    if (outcome.code !== 0) throw explain(made.args[0] ?? '', outcome.stderr, outcome.code);
    return outcome.stdout.toString();
  }
}
