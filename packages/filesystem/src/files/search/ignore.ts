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

/** The rules of git in a folder and below it, until a folder deeper down adds its own lists. */
interface Rules {
  /** The folder, relative to the walk's start, with a `/` at its end; empty for the start and what is above it. */
  base: string;
  /** All lists that apply, the strongest last, in one: whether a folder is entered is decided by all of them together. */
  rules: Ignore;
}

/** The entries that a search leaves out: those that git ignores, `.git` itself, and those that the caller excludes. */
export class Ignored {
  readonly #excluded: Matcher;
  readonly #gitignore: boolean;
  readonly #stack: Rules[] = [];
  #fs: Confined | undefined;
  /** The walk's start, relative to its root, with a `/` at its end; empty for the root itself. */
  #start = '';

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
    const names = start.path === real ? [] : path.relative(real, start.path).split(path.sep);
    let folder = fs.folder(real);
    const ways: string[] = [];
    for (const name of names) {
      this.#read(folder, this.#start, '', folder.entries());
      this.#start += `${name}/`;
      ways.push(this.#start);
      const child = folder.child(name);
      folder.close();
      folder = child;
    }
    folder.close();
    // A search inside an ignored folder is meant to find what is in it.
    const rules = this.#stack.at(-1)?.rules;
    if (rules?.test(this.#start).ignored) rules.add(ways.map((way) => `!/${literally(way)}`));
  }

  /** To be called with each folder that the walk opens. */
  opened(folder: Folder, path: string, entries: Entry[]): void {
    if (this.#gitignore) this.#read(folder, this.#start + path, path, entries);
  }

  /** To be called when all below a folder was visited. */
  left(path: string): void {
    while (this.#stack.at(-1)?.base === `${path}/`) this.#stack.pop();
  }

  /** Excluded by the caller. */
  excludes(path: string): boolean {
    return this.#excluded(path);
  }

  /** Named by one of git's lists, or git's own folder. */
  ignores(path: string, isFolder: boolean): boolean {
    if (!this.#gitignore) return false;
    if (isFolder && (path === '.git' || path.endsWith('/.git'))) return true;
    return this.#stack.at(-1)?.rules.test(`${this.#start}${path}${isFolder ? '/' : ''}`).ignored ?? false;
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

  /** Adds the lists of one folder, the strongest last, as gitignore(5) orders them. */
  #read(folder: Folder, place: string, base: string, entries: readonly Entry[]): void {
    const lists: string[] = [];
    const git = entries.find(({ name }) => name === '.git');
    if (git !== undefined) {
      const common = git.kind === 'file' ? this.#commonFolder(folder) : path.join(folder.path, '.git');
      const read = (name: string) => (common === undefined ? undefined : this.#textOf(path.join(common, name)));
      const named = excludesFileIn(read('config') ?? '');
      lists.push((named === undefined ? userExcludes() : this.#textOf(path.resolve(folder.path, named))) ?? '');
      lists.push(read('info/exclude') ?? '');
    }
    if (entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file'))
      lists.push(readIn(folder, ['.gitignore']) ?? '');
    if (lists.length === 0) return;
    const rules = ignore({ allowRelativePaths: true, ignorecase });
    // Where a repository begins, the rules of the one around it end.
    const around = git === undefined ? this.#stack.at(-1)?.rules : undefined;
    if (around !== undefined) rules.add(around);
    for (const list of lists) rules.add(rulesBelow(place, list));
    this.#stack.push({ base, rules });
  }
}

/** A list's rules, written as if they stood in the root's own list. `place` is their folder, with a `/` at its end unless empty. */
function rulesBelow(place: string, list: string): string[] {
  return list
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#') && (line.match(/\*+/g)?.length ?? 0) <= mostStars)
    .map((line) => {
      if (place === '') return line;
      const [, not = '', rule = ''] = /^(!?)(.*)$/.exec(line) ?? [];
      const isAnchored = rule.replace(/\/ *$/, '').includes('/');
      return `${not}/${literally(place)}${isAnchored ? rule.replace(/^\//, '') : `**/${rule}`}`;
    });
}

/** A path as a pattern that means only this path. */
function literally(path: string): string {
  return path.replace(/[\\*?[\]!# ]/g, String.raw`\$&`);
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
