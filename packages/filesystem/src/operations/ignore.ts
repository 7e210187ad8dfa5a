import ignore, { type Ignore } from 'ignore';
import { ToolError, type Confined, type Entry, type Folder } from '@mcp-reference/kit/sandbox';
import { anyOf, type Matcher } from './glob.ts';

/** A larger .gitignore is not a list of patterns that someone wrote. */
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
  rules: Ignore;
}

/** What a search leaves out: what `.gitignore` files name, `.git` itself, and what the caller excludes. */
export class Ignored {
  readonly #excluded: Matcher;
  readonly #gitignore: boolean;
  readonly #stack: Rules[] = [];

  constructor(excludePatterns: readonly string[], gitignore: boolean) {
    // As the official server reads them: what has no wildcard names a folder or file anywhere.
    this.#excluded = anyOf(excludePatterns);
    this.#gitignore = gitignore;
  }

  /** Reads the rules of the folders between the root and `start`, which apply below it. */
  readAbove(fs: Confined, start: Folder): void {
    if (!this.#gitignore) return;
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
      const rules = readRules(folder);
      const above = `${names.slice(depth).join('/')}/`;
      // Whoever searches inside an ignored folder wants to see what is in it.
      if (rules && !rules.test(above).ignored) this.#stack.push({ base: '', above, rules });
      const child = folder.child(name);
      folder.close();
      folder = child;
    }
    folder.close();
  }

  /** To be called with each folder that the walk opens. */
  opened(folder: Folder, path: string, entries: Entry[]): void {
    if (!this.#gitignore || !entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file')) return;
    const rules = readRules(folder);
    if (rules) this.#stack.push({ base: path, above: '', rules });
  }

  /** To be called when all below a folder was visited. */
  left(path: string): void {
    while (this.#stack.at(-1)?.base === `${path}/`) this.#stack.pop();
  }

  /** Excluded by the caller. */
  excludes(path: string): boolean {
    return this.#excluded(path);
  }

  /** Named by a `.gitignore`, or git's own folder. The innermost list that says anything decides. */
  ignores(path: string, isFolder: boolean): boolean {
    if (!this.#gitignore) return false;
    if (isFolder && (path === '.git' || path.endsWith('/.git'))) return true;
    for (let i = this.#stack.length - 1; i >= 0; i--) {
      const { base = '', above = '', rules } = this.#stack[i] ?? {};
      const relative = above + path.slice(base.length);
      const verdict = rules?.test(isFolder ? `${relative}/` : relative);
      if (verdict?.ignored) return true;
      if (verdict?.unignored) return false;
    }
    return false;
  }
}

function readRules(folder: Folder): Ignore | undefined {
  try {
    const stat = folder.find('.gitignore');
    if (stat?.kind !== 'file') return undefined;
    const file = folder.open('.gitignore');
    const text = file.readAll(maxRules).toString('utf8');
    file.close();
    const lines = text.split(/\r?\n/).filter((line) => (line.match(/\*+/g)?.length ?? 0) <= mostStars);
    return ignore({ allowRelativePaths: true, ignorecase }).add(lines);
  } catch (error) {
    // Unreadable rules rule nothing; the search goes on.
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
