import { visible, type Call } from '@mcp-reference/kit';
import { lsFiles } from './commands/status.ts';
import { treePath, showPath, type Pathspec, type TreePath } from './paths.ts';
import type { Repository } from './repository.ts';
import { split } from './status.ts';

type Asking = Pick<Call, 'signal' | 'deadline' | 'progress' | 'warn'>;

/** `:!name`, `:^name` and `:(exclude)name`: git's ways to leave files out. */
const exclusion = /^:(?:[!^]|\(exclude\))(.+)$/s;

/**
 * Paths as a caller gave them, none of them a pattern. A relative one is looked for below the folder that `repo_path` named,
 * as git does, then below the top, where the paths in answers start. `:/name` is always at the top.
 * @throws ToolError `invalid`, or `denied` when one leads out of the work tree.
 */
export async function askedPaths(repo: Repository, asked: readonly string[], call: Asking): Promise<TreePath[]> {
  const given = await Promise.all(asked.map(async (text) => unescaped(repo, text, call)));
  const top = repo.layout.top ?? '/';
  const { prefix } = repo.layout;
  const fromTop = (text: string) => treePath(text.startsWith(':/') ? text.slice(2) || '.' : text, top);
  if (prefix === '') return given.map(fromTop);
  const below = (text: string) => treePath(`${prefix}/${text}`, top);
  const relative = (text: string) => !text.startsWith(':/') && !text.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(text);
  const plain = given.filter((text) => relative(text) && !/^\.{1,2}(\/|$)/.test(text));
  const known = await existing(
    repo,
    plain.flatMap((text) => [below(text), fromTop(text)]),
    call,
  );
  return given.map((text) => {
    if (!relative(text)) return fromTop(text);
    const inside = below(text);
    if (!plain.includes(text)) return inside;
    const above = fromTop(text);
    const [here, there] = [known.has(keyOf(inside)), known.has(keyOf(above))];
    if (here && there)
      call.warn(
        `"${showPath(above)}" was taken for "${showPath(inside)}", below repo_path; ":/${showPath(above)}" is the one at the top.`,
      );
    return !here && there ? above : inside;
  });
}

/** An invisible character as answers write it. */
const escaped = /\\u(?:\{([0-9a-f]{1,6})\}|([0-9a-f]{4}))/g;

/** The name that an answer showed with escapes; a file that is really called so goes first. */
async function unescaped(repo: Repository, text: string, call: Asking): Promise<string> {
  if (process.platform === 'win32' || !text.includes('\\u')) return text;
  const name = text.replace(escaped, (_, long?: string, short?: string) =>
    String.fromCodePoint(Math.min(Number.parseInt(long ?? short ?? '0', 16), 0x10_ff_ff)),
  );
  if (name === text || visible(name) !== text) return text;
  const { prefix, top } = { prefix: repo.layout.prefix, top: repo.layout.top ?? '/' };
  const places = [...(prefix === '' ? [] : [`${prefix}/${text}`]), text].map((one) => treePath(one, top));
  return (await existing(repo, places, call)).size > 0 ? text : name;
}

export async function onePath(repo: Repository, given: string, call: Asking): Promise<TreePath> {
  const [path] = await askedPaths(repo, [given], call);
  return path ?? treePath(given, repo.layout.top ?? '/');
}

/** Paths and patterns for commands that read; a path with `*`, `?` or `[` is a pattern as in git's own command line. */
export async function askedPatterns(repo: Repository, given: readonly string[], call: Asking): Promise<Pathspec[]> {
  const plain = given.filter((text) => !isPattern(text));
  const paths = await askedPaths(repo, plain, call);
  const literal = new Map(plain.map((text, i) => [text, paths[i]]));
  return given.map((text): Pathspec => {
    const found = literal.get(text);
    if (found !== undefined) return found;
    const excluded = exclusion.exec(text)?.[1];
    const asked = excluded ?? text;
    const top = repo.layout.top ?? '/';
    const path = treePath(
      asked.startsWith(':/') ? asked.slice(2) : repo.layout.prefix === '' ? asked : `${repo.layout.prefix}/${asked}`,
      top,
    );
    const magic = excluded === undefined ? ':(top)' : ':(top,exclude)';
    return Object.assign(Buffer.from(path) as Pathspec, { magic });
  });
}

const isPattern = (text: string): boolean => /[*?[]/.test(text) || exclusion.test(text);

const keyOf = (path: Buffer): string => path.toString('latin1');

/** Returns those that are in the index, as a file or a folder, or in the work tree. */
async function existing(repo: Repository, paths: readonly TreePath[], call: Asking): Promise<Set<string>> {
  const found = new Set<string>();
  if (paths.length === 0) return found;
  const tracked =
    repo.layout.top === undefined ? [] : split((await repo.run(lsFiles({ mode: 'tracked', paths }), call)).stdout);
  const names = tracked.map(keyOf);
  for (const path of paths) {
    const key = keyOf(path);
    const inIndex = names.some((name) => name === key || name.startsWith(`${key}/`));
    if (inIndex || (await inWorkTree(repo, path, call))) found.add(key);
  }
  return found;
}

async function inWorkTree(repo: Repository, path: TreePath, call: Asking): Promise<boolean> {
  if (repo.layout.top === undefined) return false;
  return repo.files.locate(`${repo.layout.top}/${path.toString()}`, call).then(
    ({ kind }) => kind !== undefined,
    () => false,
  );
}
