import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Outcome } from './process.ts';
import { Queue } from './queue.ts';

/**
 * A common git directory of our own (`GIT_COMMON_DIR`) for a repository that is not trusted: objects, references and reflogs are
 * links to the repository's, configuration is a copy of what is allowed, and there is nothing else that git could follow. HEAD,
 * index and what is in progress stay where they are, in the repository's own git directory.
 */
export interface View {
  path: string;
  /** The configuration as it was last written or carried over, for {@link changesOf}. */
  config: string;
}

/** Folders of the repository that git reads and writes through the view; git cannot make one where its link leads nowhere. */
const linkedFolders = ['objects', 'refs', 'logs', 'worktrees', 'rr-cache'];
/** Files that git replaces: through the link (`packed-refs`, `shallow`), or in its place (`HEAD`), which {@link changesOf} notices. */
const linkedFiles = ['packed-refs', 'shallow', 'HEAD'];
/** Of `info`, what git reads from it; grafts would fake history. */
const linkedInfo = ['exclude', 'attributes'];

export interface ViewSpec {
  gitDir: string;
  commonDir: string;
  config: string;
  /** Hooks of this server: name and script. */
  hooks: ReadonlyMap<string, string>;
  /** References are kept in tables. */
  reftable: boolean;
}

/** Makes and removes the views of one server process, in a folder that only the user can read. */
export class Views {
  readonly #folder: string;
  readonly #made = new Map<string, string>();
  readonly #making = new Queue();
  #own: Promise<string> | undefined;

  /** @param folder Beside the server's other state; the system's temporary folder where that cannot be written. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws Error with code `EPERM` where the system makes no links. */
  make(spec: ViewSpec, signal: AbortSignal): Promise<View> {
    return this.#making.run(spec.gitDir, signal, () => this.#make(spec));
  }

  async #make({ gitDir, commonDir, config, hooks, reftable }: ViewSpec): Promise<View> {
    this.#own ??= this.#begin();
    const name = createHash('sha256').update(gitDir).digest('hex').slice(0, 16);
    const view = path.join(await this.#own, name);
    const wanted = JSON.stringify([config, [...hooks], reftable]);
    if (this.#made.get(view) === wanted) return { path: view, config };
    this.#made.delete(view);
    await mkdir(path.join(view, 'info'), { recursive: true, mode: 0o700 });
    for (const folder of linkedFolders) await link(`${commonDir}/${folder}`, `${view}/${folder}`, 'junction');
    if (reftable) await link(`${commonDir}/reftable`, `${view}/reftable`, 'junction');
    for (const file of linkedFiles) await link(`${commonDir}/${file}`, `${view}/${file}`, 'file');
    for (const file of linkedInfo) await link(`${commonDir}/info/${file}`, `${view}/info/${file}`, 'file');
    await rm(`${view}/hooks`, { recursive: true, force: true });
    if (hooks.size > 0) await mkdir(`${view}/hooks`, { mode: 0o700 });
    for (const [hook, script] of hooks) await writeFile(`${view}/hooks/${hook}`, script, { mode: 0o700 });
    await writeFile(`${view}/config`, config, { encoding: 'latin1', mode: 0o600 });
    this.#made.set(view, wanted);
    return { path: view, config };
  }

  /** Removes all of them; they are made again when they are needed. */
  async close(): Promise<void> {
    const own = await this.#own?.catch(() => undefined);
    this.#own = undefined;
    this.#made.clear();
    if (own !== undefined) await rm(own, { recursive: true, force: true }).catch(() => {});
  }

  /** Runs `act` with an empty folder of the server, which is removed afterwards. */
  async withScratch<T>(act: (folder: string) => Promise<T>): Promise<T> {
    this.#own ??= this.#begin();
    const folder = await mkdtemp(path.join(await this.#own, 'scratch-'));
    try {
      return await act(folder);
    } finally {
      await rm(folder, { recursive: true, force: true }).catch(() => {});
    }
  }

  /** Forgets what a view was made of, so that it is written again. */
  forget(view: View): void {
    this.#made.delete(view.path);
  }

  async #begin(): Promise<string> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await removeAbandoned(this.#folder);
      const own = path.join(await realpath(this.#folder), `${process.pid}-${randomBytes(4).toString('hex')}`);
      await mkdir(own, { mode: 0o700 });
      return own;
    } catch {
      return realpath(await mkdtemp(path.join(os.tmpdir(), 'mcp-server-git-')));
    }
  }
}

/** Changes of git in a view that have to reach the repository itself. */
export interface ViewChanges {
  config?: string;
  /** The branch that HEAD of the main work tree now stands for. */
  head?: string;
  /** The clone is not shallow any more. */
  unshallow?: true;
}

export async function changesOf({ path: view, config }: View): Promise<ViewChanges> {
  const [now, head, shallow] = await Promise.all([
    readFile(`${view}/config`, 'latin1'),
    lstat(`${view}/HEAD`).catch(() => undefined),
    lstat(`${view}/shallow`).catch(() => undefined),
  ]);
  const ref = head?.isFile() ? /^ref: (refs\/\S+)/.exec(await readFile(`${view}/HEAD`, 'utf8'))?.[1] : undefined;
  return {
    ...(now !== config && { config: now }),
    ...(ref !== undefined && { head: ref }),
    ...(shallow === undefined && { unshallow: true as const }),
  };
}

/** Makes the view show the repository again after {@link changesOf} was carried over, so that no later command repeats it. */
export async function relink(view: View, { config, head, unshallow }: ViewChanges, commonDir: string): Promise<void> {
  if (config !== undefined) view.config = config;
  if (head !== undefined) await link(`${commonDir}/HEAD`, `${view.path}/HEAD`, 'file');
  if (unshallow) await link(`${commonDir}/shallow`, `${view.path}/shallow`, 'file');
}

/** Output in which the path of the view stands is about the repository's main work tree, or its directory. */
export function named(outcome: Outcome, { path: view }: View, commonDir: string): Outcome {
  const main = path.basename(commonDir) === '.git' ? path.dirname(commonDir) : commonDir;
  const stdout = outcome.stdout.includes(view)
    ? Buffer.from(outcome.stdout.toString('latin1').replaceAll(view, Buffer.from(main).toString('latin1')), 'latin1')
    : outcome.stdout;
  return { ...outcome, stdout, stderr: outcome.stderr.replaceAll(view, main) };
}

async function link(target: string, at: string, type: 'file' | 'junction'): Promise<void> {
  await rm(at, { recursive: false, force: true });
  await symlink(target, at, type);
}

/** A view whose process cannot be found (it may run in another container) is left alone for this long, in milliseconds. */
const keptFor = 7 * 24 * 3_600_000;

/** Removes views of processes that ended without removing theirs. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(/^(\d+)-[0-9a-f]{8}$/.exec(name)?.[1]);
    const made = await lstat(path.join(folder, name)).catch(() => undefined);
    if (!Number.isInteger(pid) || isAlive(pid) || made === undefined || Date.now() - made.mtimeMs < keptFor) continue;
    await rm(path.join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
