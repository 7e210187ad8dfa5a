import path from 'node:path';
import { ToolError, visible, type Confined, type Folder } from '@mcp-reference/kit/sandbox';
import { assertOneName, assertResolutions } from './escapes.ts';
import { assertLinks } from './links.ts';
import { operationIn, type Operation } from './operation-state.ts';

export interface LayoutParams {
  path: string;
  /** Further configuration files whose change matters. */
  also: readonly string[];
  /** Look into the folders of loose objects as well. */
  deep?: boolean;
  /** Look for hard links as well, before git writes. */
  writes?: boolean;
}

/** The parts of a repository, all inside the allowed folders, and stamps that change with them. */
export interface Layout {
  /** The top of the work tree; absent for a bare repository. */
  top?: string;
  /** The folder whose `.git` led to a bare repository: its work trees are often in there. */
  beside?: string;
  gitDir: string;
  /** The given folder relative to the top, names joined by `/`; empty for the top. */
  prefix: string;
  /** The git directory that linked work trees share; the git directory itself for the main one. */
  commonDir: string;
  /** True when git directory, shared directory and work tree may be written. */
  writable: boolean;
  /** Changes with the configuration, the hooks and `.gitmodules`. */
  stamp: string;
  /** Changes with the index. */
  index: string;
  /** The entries of the shared git directory, by name. */
  present: string[];
  /** The hooks that git would run, by name. */
  hooks: string[];
  /** There is a `.gitmodules` in the work tree. */
  submodules: boolean;
  operation: Operation | undefined;
  /** The age of `index.lock` in milliseconds, if it exists. */
  locked?: number;
}

/** The longest `.git` file, `commondir` or `alternates` that is read, in bytes. */
const mostPointer = 64 * 1024;
const mostAlternates = 20;

/**
 * Finds the repository that a folder is in, and checks everything that git would follow out of it: the git directory, the
 * shared one, links in them, and alternates.
 */
export function layout(fs: Confined, { path: asked, also, deep = false, writes = false }: LayoutParams): Layout {
  const start = fs.folder(asked);
  const found = discover(fs, start, asked);
  const { gitFolder, top } = found;
  const common = commonOf(fs, gitFolder);
  const own = [gitFolder.path, common.path];
  assertLinks(fs, gitFolder, own, deep);
  if (common !== gitFolder) assertLinks(fs, common, own, deep);
  assertObjects(fs, common, deep);
  assertResolutions(fs, gitFolder, top?.path);
  if (writes) for (const folder of new Set([gitFolder, common])) assertOneName(folder);
  const hooks = hooksOf(fs, common);
  const lock = gitFolder.find('index.lock');
  // The submodules that git must not look into are known by their names in .gitmodules.
  const modules = top === undefined ? [] : [`${top.path}/.gitmodules`];
  const files = [`${common.path}/config`, `${gitFolder.path}/config.worktree`, ...modules, ...also];
  return {
    ...(top && { top: top.path }),
    prefix: top === undefined ? '' : path.relative(top.path, start.path).split(path.sep).join('/'),
    gitDir: gitFolder.path,
    commonDir: common.path,
    writable: common.writable && gitFolder.writable && (top?.writable ?? true),
    stamp: [
      gitFolder.path,
      common.path,
      ...files.map((file) => stampOf(fs, file)),
      ...hooks.map(({ stamp }) => stamp),
    ].join('\n'),
    index: stampOf(fs, `${gitFolder.path}/index`),
    present: common.entries().map(({ name }) => name),
    hooks: hooks.map(({ name }) => name),
    submodules: top?.find('.gitmodules') !== undefined,
    operation: operationIn(gitFolder),
    ...(lock && { locked: Math.max(0, Date.now() - lock.modified) }),
  };
}

function discover(fs: Confined, start: Folder, asked: string): { gitFolder: Folder; top?: Folder } {
  for (let at = start, depth = 0; depth < 100; depth++) {
    const entry = at.find('.git');
    if (entry !== undefined) return { gitFolder: gitFolderOf(fs, at, asked), top: at };
    if (isBare(at)) {
      if (depth > 0 || path.basename(at.path) === '.git')
        throw new ToolError(
          'invalid',
          `"${visible(asked)}" is inside a git directory; give the work tree, or the bare repository itself.`,
        );
      return { gitFolder: at };
    }
    const parent = path.dirname(at.path);
    if (parent === at.path) break;
    try {
      at = fs.folder(parent);
    } catch (error) {
      if (error instanceof ToolError && error.code === 'denied') break;
      throw error;
    }
  }
  throw new ToolError('not_found', `"${visible(asked)}" is in no git repository inside the allowed folders.`);
}

const isBare = (folder: Folder): boolean =>
  folder.find('HEAD') !== undefined && folder.find('objects')?.kind === 'folder' && folder.find('refs') !== undefined;

function gitFolderOf(fs: Confined, top: Folder, asked: string): Folder {
  const stat = top.stat('.git');
  if (stat.kind === 'folder') return top.child('.git');
  const refused = (error: unknown) =>
    new ToolError(
      'denied',
      `The repository of "${visible(asked)}" keeps its git directory outside the allowed folders.`,
      { cause: error },
    );
  try {
    if (stat.kind === 'link') {
      const end = fs.follow(`${top.path}/.git`);
      if (end.stat?.kind !== 'file') return fs.folder(`${top.path}/.git`);
    }
    const text = fs.file(`${top.path}/.git`).readAll(mostPointer).toString();
    const target = /^gitdir: ([^\n]+)\n*$/.exec(text)?.[1];
    if (target === undefined)
      throw new ToolError('invalid', `The ".git" file in "${visible(asked)}" does not name a git directory.`);
    return fs.folder(path.resolve(top.path, target));
  } catch (error) {
    if (error instanceof ToolError && error.code === 'denied') throw refused(error);
    throw error;
  }
}

function commonOf(fs: Confined, gitFolder: Folder): Folder {
  if (gitFolder.find('commondir') === undefined) return gitFolder;
  try {
    const text = fs.file(`${gitFolder.path}/commondir`).readAll(mostPointer).toString().replace(/\n+$/, '');
    return fs.folder(path.resolve(gitFolder.path, text));
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'denied') throw error;
    throw new ToolError('denied', 'The repository shares a git directory that is outside the allowed folders.', {
      cause: error,
    });
  }
}

/** Alternates may be elsewhere in the allowed folders, but not lead on by links. */
function assertObjects(fs: Confined, common: Folder, deep: boolean): void {
  const seen = new Set<string>();
  const check = (path: string): void => {
    if (seen.has(path)) return;
    if (seen.size >= mostAlternates)
      throw new ToolError('denied', 'The repository has too many alternate object stores.');
    seen.add(path);
    const objects = fs.folder(path);
    if (!objects.path.startsWith(`${common.path}/`)) assertLinks(fs, objects, [objects.path], deep);
    for (const alternate of alternatesOf(fs, objects)) check(alternate);
  };
  try {
    check(`${common.path}/objects`);
  } catch (error) {
    if (error instanceof ToolError && error.code === 'not_found')
      throw new ToolError('invalid', 'The repository has no object store.', { cause: error });
    if (!(error instanceof ToolError) || error.code !== 'denied') throw error;
    throw new ToolError(
      'denied',
      'The repository reads objects from outside the allowed folders (objects/info/alternates). Allow the repository that they are in as well, or copy them: git repack -a -d, then remove that file.',
      {
        cause: error,
      },
    );
  }
}

function alternatesOf(fs: Confined, objects: Folder): string[] {
  const info = objects.find('info')?.kind === 'folder' ? objects.child('info') : undefined;
  const found = info?.find('alternates');
  info?.close();
  if (found === undefined) return [];
  const text = fs.file(`${objects.path}/info/alternates`).readAll(mostPointer).toString();
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      if (line.startsWith('"')) throw new ToolError('denied', 'The repository names an alternate in quotes.');
      return path.resolve(objects.path, line);
    });
}

function hooksOf(fs: Confined, common: Folder): { name: string; stamp: string }[] {
  if (common.find('hooks') === undefined) return [];
  let folder: Folder;
  try {
    folder = fs.folder(`${common.path}/hooks`);
  } catch {
    return [];
  }
  const found = folder
    .entries()
    .filter(({ name, kind }) => kind !== 'folder' && !name.endsWith('.sample'))
    .map(({ name }) => ({ name, stamp: stampOf(fs, `${folder.path}/${name}`) }));
  folder.close();
  return found;
}

function stampOf(fs: Confined, file: string): string {
  try {
    const { stat } = fs.follow(file);
    return stat === undefined ? `${file} -` : `${file} ${stat.identity} ${stat.size} ${stat.modified} ${stat.mode}`;
  } catch {
    return `${file} ?`;
  }
}
