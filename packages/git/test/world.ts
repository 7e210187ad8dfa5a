import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyFixture, outputOf, runProgram } from '@mcp-reference/kit/testing';
import { gitProgram, temporaryFolder, userEnvironment } from './start.ts';

/** Each commit would start a second git that looks whether there is something to pack, possibly in the background. */
const withoutMaintenance = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'maintenance.auto', GIT_CONFIG_VALUE_0: 'false' };

/** A folder that the server may use, with repositories in it, and one beside it that it may not. */
export interface World {
  /** The folder passed to the server. */
  root: string;
  /** A folder beside the root, for what must not be reached. */
  outside: string;
  repo: Repo;
}

/** A repository, driven by git itself. */
export class Repo {
  readonly folder: string;
  readonly #env: Record<string, string>;

  constructor(folder: string) {
    this.folder = folder;
    this.#env = {
      PATH: process.env['PATH'] ?? '',
      ...userEnvironment(path.dirname(path.dirname(folder))),
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C.UTF-8',
      ...withoutMaintenance,
    };
  }

  /** Runs git and answers what it printed, without the line end. */
  git(...args: string[]): string {
    return this.bytes(args).toString().replace(/\n$/, '');
  }

  bytes(args: readonly string[], input?: string | Buffer, env: Record<string, string> = {}): Buffer {
    return outputOf(gitProgram ?? 'git', args, {
      cwd: this.folder,
      env: { ...this.#env, ...env },
      ...(input !== undefined && { input }),
    });
  }

  /** Runs git and returns how it ended. */
  attempt(args: readonly string[], env: Record<string, string> = {}): { code: number; output: string } {
    const ended = runProgram(gitProgram ?? 'git', args, { cwd: this.folder, env: { ...this.#env, ...env } });
    return { code: ended.status ?? 1, output: `${ended.stdout.toString()}${ended.stderr.toString()}` };
  }

  /** Like `attempt`, for a git that a server of this process has to answer meanwhile. */
  attemptServed(args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      const child = execFile(
        gitProgram ?? 'git',
        args,
        { cwd: this.folder, env: { ...this.#env, ...env }, timeout: 120_000 },
        (error, stdout, stderr) =>
          resolve({
            code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1,
            output: `${stdout}${stderr}`,
          }),
      );
      child.stdin?.end();
    });
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, text: string | Buffer): void {
    mkdirSync(path.dirname(this.at(name)), { recursive: true });
    writeFileSync(this.at(name), text);
  }

  read(name: string): string {
    return readFileSync(this.at(name), 'utf8');
  }

  has(name: string): boolean {
    return existsSync(this.at(name));
  }

  commit(message: string, files: Record<string, string | Buffer> = {}): string {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
    return this.#tip() ?? this.git('rev-parse', 'HEAD');
  }

  /** The commit of HEAD, where a file says it: just made, it is not packed. A process takes a hundred times as long. */
  #tip(): string | undefined {
    const head = `${this.folder}/.git/HEAD`;
    if (!existsSync(head)) return undefined;
    const ref = /^ref: (refs\/heads\/[^\n]+)\n$/.exec(readFileSync(head, 'utf8'))?.[1];
    const file = ref === undefined ? head : this.at(`.git/${ref}`);
    const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
  }
}

/** A new repository without commits. */
export function emptyWorld(...initArguments: string[]): World {
  const base = temporaryFolder();
  const root = path.join(base, 'root');
  const outside = path.join(base, 'outside');
  mkdirSync(path.join(root, 'repo'), { recursive: true });
  mkdirSync(outside);
  const repo = new Repo(path.join(root, 'repo'));
  repo.git('init', '--quiet', '--initial-branch=main', ...initArguments);
  return { root, outside, repo };
}

export const numbered = (count: number, changes: Record<number, string> = {}): string =>
  Array.from({ length: count }, (_, i) => `${changes[i + 1] ?? i + 1}\n`).join('');

/** A repository with some history: main, a branch that merges cleanly, one that conflicts, a tag. */
export function world(): World {
  const base = temporaryFolder();
  const root = path.join(base, 'root');
  const outside = path.join(base, 'outside');
  mkdirSync(outside);
  history(root);
  return { root, outside, repo: new Repo(path.join(root, 'repo')) };
}

/** Puts that repository into a new folder. */
export const history = (root: string): void => copyFixture('git-world', root, buildHistory);

function buildHistory(root: string): void {
  const folder = path.join(root, 'repo');
  mkdirSync(folder);
  const repo = new Repo(folder);
  repo.git('init', '--quiet', '--initial-branch=main');
  repo.commit('first', { 'a.txt': numbered(30), 'b.txt': 'one\n', 'sub/c.txt': 'c\n', '.gitignore': '*.log\n' });
  repo.git('switch', '--quiet', '--create', 'topic');
  repo.commit('topic one', { 'a.txt': numbered(30, { 15: 'fifteen' }) });
  repo.commit('topic two', { 't.txt': 't\n' });
  repo.git('switch', '--quiet', '--create', 'clash', 'main');
  repo.commit('clash', { 'a.txt': numbered(30, { 3: 'drei' }) });
  repo.git('switch', '--quiet', 'main');
  repo.commit('second', { 'a.txt': numbered(30, { 3: 'three' }) });
  repo.git('tag', '--annotate', '-m', 'version one', 'v1');
}
