import path from 'node:path';
import { createFile, replaceFile, ToolError, type Confined, type Folder } from '@mcp-reference/kit/sandbox';

export interface ModulePlace {
  gitDir: string;
  top: string;
  name: string;
  /** Relative to the top of the work tree. */
  path: string;
}

/** Returns whether a submodule has its repository and is connected to it, only has it, or has none yet. */
export function moduleAt(fs: Confined, place: ModulePlace): 'connected' | 'unconnected' | 'absent' {
  const tree = fs.spot(path.join(place.top, place.path));
  if (tree.stat?.kind === 'folder' && tree.name !== undefined) {
    const inside = tree.folder.child(tree.name);
    if (inside.find('.git') !== undefined) return 'connected';
    if (inside.entries().length > 0)
      throw new ToolError('conflict', `"${place.path}" holds files and no repository; move them away first.`);
  } else if (tree.stat !== undefined) throw new ToolError('conflict', `"${place.path}" is not a folder.`);
  const own = path.join(place.gitDir, 'modules', place.name);
  fs.makeFolders(path.dirname(own));
  const parent = fs.folder(path.dirname(own));
  const stat = parent.find(path.basename(own));
  if (parent.path !== path.dirname(own) || (stat !== undefined && stat.kind !== 'folder'))
    throw new ToolError('denied', `The repository of the submodule "${place.name}" is reached by a link.`);
  return stat === undefined || parent.child(path.basename(own)).find('HEAD') === undefined ? 'absent' : 'unconnected';
}

/** Makes the folder of a submodule point to its repository, as git does: by a relative path. */
export function connectModule(fs: Confined, place: ModulePlace): void {
  const at = path.join(place.top, place.path);
  fs.makeFolders(at);
  const tree = fs.folder(at);
  const own = fs.folder(path.join(place.gitDir, 'modules', place.name));
  if (tree.path !== at) throw new ToolError('denied', `A folder on the way to "${place.path}" is a link.`);
  put(tree, '.git', `gitdir: ${path.relative(tree.path, own.path)}\n`);
  const config = own
    .open('config')
    .readAll(1024 * 1024)
    .toString('latin1');
  const worktree = Buffer.from(path.relative(own.path, tree.path)).toString('latin1');
  if (!/^\s*worktree\s*=/m.test(config))
    put(own, 'config', Buffer.from(`${config.replace(/\n?$/, '\n')}[core]\n\tworktree = "${worktree}"\n`, 'latin1'));
}

function put(folder: Folder, name: string, content: string | Buffer): void {
  const stat = folder.find(name);
  const bytes = Buffer.from(content);
  if (stat?.kind === 'file') replaceFile(folder, name, stat, bytes);
  else createFile(folder, name, bytes);
}
