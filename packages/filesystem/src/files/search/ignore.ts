import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { ToolError, type Confined, type Entry, type Folder } from '@mcp-reference/kit/sandbox';
import { excludesFileIn, userExcludes } from './git-excludes.ts';
import { anyOf, type Matcher } from './glob.ts';

/** A larger list is not one of patterns that someone wrote. */
const maxRules = 1024 * 1024;

/** Each rule is matched by a backtracking engine, which more stars than anyone needs could keep busy for ever. */
const mostStars = 6;

/** As git has it by default where file names do. */
const ignorecase = process.platform === 'win32' || process.platform === 'darwin';

interface Rules {
  /** The folder of the walk that holds them, with a `/` at its end; empty for the start and what is above it. */
  base: string;
  /** The way from their folder to the walk's start, with a `/` at its end; empty inside the walk. */
  above: string;
  /** Undefined where a repository begins: the rules of the one around it end there. */
  rules: Ignore | undefined;
}

/** The entries that a search leaves out: those that git ignores, `.git` itself, and those that the caller excludes. */
export class Ignored {
  readonly #excluded: Matcher;
  readonly #gitignore: boolean;
  readonly #stack: Rules[] = [];
  #fs: Confined | undefined;

  constructor(excludePatterns: readonly string[], gitignore: boolean) {
    // As the official server reads them: what has no wildcard names a folder or file anywhere.
    this.#excluded = anyOf(excludePatterns);
    this.#gitignore = gitignore;
  }

  /** Reads the rules of the folders between the root and `start`, which apply below it. */
  readAbove(fs: Confined, start: Folder): void {
    if (!this.#gitignore) return;
    this.#fs = fs;
    const { real } = start.root;
    const names =
      start.path === real
        ? []
        : start.path
            .slice(real.length)
            .split(/[/\\]/)
            .filter((name) => name !== '');
    let folder = fs.folder(real);
    for (const [depth, name] of names.entries()) {
      const above = `${names.slice(depth).join('/')}/`;
      this.#read(folder, { base: '', above }, folder.entries());
      const child = folder.child(name);
      folder.close();
      folder = child;
    }
    folder.close();
    // A search inside an ignored folder is meant to find what is in it.
    for (const entry of this.#stack) if (entry.rules?.test(entry.above).ignored) entry.rules = ignore();
  }

  /** To be called with each folder that the walk opens. */
  opened(folder: Folder, path: string, entries: Entry[]): void {
    if (this.#gitignore) this.#read(folder, { base: path, above: '' }, entries);
  }

  /** To be called when all below a folder was visited. */
  left(path: string): void {
    while (this.#stack.at(-1)?.base === `${path}/`) this.#stack.pop();
  }

  /** Excluded by the caller. */
  excludes(path: string): boolean {
    return this.#excluded(path);
  }

  /** Named by one of git's lists, or git's own folder. The innermost list that says anything decides. */
  ignores(path: string, isFolder: boolean): boolean {
    if (!this.#gitignore) return false;
    if (isFolder && (path === '.git' || path.endsWith('/.git'))) return true;
    for (let i = this.#stack.length - 1; i >= 0; i--) {
      const { base = '', above = '', rules } = this.#stack[i] ?? {};
      if (rules === undefined) return false;
      const relative = above + path.slice(base.length);
      const verdict = rules.test(isFolder ? `${relative}/` : relative);
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return false;
  }

  /** Follows the `.git` file of a work tree or submodule to the folder that holds its lists (gitrepository-layout(5)). */
  #commonFolder(folder: Folder): string | undefined {
    const gitdir = /^gitdir: (.+?)\r?\n?$/.exec(readIn(folder, ['.git']) ?? '')?.[1];
    if (gitdir === undefined) return undefined;
    const place = path.resolve(folder.path, gitdir);
    return path.resolve(place, this.#textOf(path.join(place, 'commondir'))?.trim() ?? '.');
  }

  /** Reads a file that a repository names, only inside the allowed folders: it may be a stranger's repository. */
  #textOf(place: string): string | undefined {
    try {
      const file = this.#fs?.file(place);
      const text = file?.readAll(maxRules).toString('utf8');
      file?.close();
      return text;
    } catch (error) {
      if (error instanceof ToolError) return undefined;
      throw error;
    }
  }

  /** The lists of one folder, the strongest last, as gitignore(5) orders them. */
  #read(folder: Folder, place: Pick<Rules, 'base' | 'above'>, entries: readonly Entry[]): void {
    const push = (rules: Ignore | undefined) => this.#stack.push({ ...place, rules });
    const git = entries.find(({ name }) => name === '.git');
    if (git !== undefined) {
      push(undefined);
      const common = git.kind === 'file' ? this.#commonFolder(folder) : path.join(folder.path, '.git');
      const read = (name: string) => (common === undefined ? undefined : this.#textOf(path.join(common, name)));
      const named = excludesFileIn(read('config') ?? '');
      const own = named === undefined ? userExcludes() : this.#textOf(path.resolve(folder.path, named));
      if (own !== undefined) push(rulesOf(own));
      const excluded = read('info/exclude');
      if (excluded !== undefined) push(rulesOf(excluded));
    }
    if (!entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file')) return;
    const text = readIn(folder, ['.gitignore']);
    if (text !== undefined) push(rulesOf(text));
  }
}

function rulesOf(text: string): Ignore {
  const lines = text.split(/\r?\n/).filter((line) => (line.match(/\*+/g)?.length ?? 0) <= mostStars);
  return ignore({ allowRelativePaths: true, ignorecase }).add(lines);
}

/** A file's text; undefined for one that is missing or cannot be read: unreadable rules rule nothing. */
function readIn(folder: Folder, names: readonly string[]): string | undefined {
  const opened: Folder[] = [];
  try {
    let at = folder;
    for (const name of names.slice(0, -1)) opened.push((at = at.child(name)));
    const name = names.at(-1) ?? '';
    if (at.find(name)?.kind !== 'file') return undefined;
    const file = at.open(name);
    const text = file.readAll(maxRules).toString('utf8');
    file.close();
    return text;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  } finally {
    for (const one of opened) one.close();
  }
}
