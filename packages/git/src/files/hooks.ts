import { createHash } from 'node:crypto';
import path from 'node:path';
import { ToolError, type Confined, type Folder } from '@mcp-reference/kit/sandbox';

export interface HookFile {
  /** Relative to the folder of hooks, or to the top of the work tree for a file that a program names. */
  name: string;
  size: number;
  sha256: string;
  executable: boolean;
  /** It cannot be read: a link out of the allowed folders, too large, or no regular file. */
  hidden?: true;
}

const mostHook = 4 * 1024 * 1024;
const mostFiles = 200;
const mostDepth = 4;

/** Every file in a folder of hooks and below, except samples. */
export function hooks(fs: Confined, { folder }: { folder: string }): HookFile[] {
  const found: HookFile[] = [];
  let held: Folder;
  try {
    held = fs.folder(folder);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return error.code === 'not_found' ? [] : [{ name: '.', size: 0, sha256: '', executable: true, hidden: true }];
  }
  collect(held, '', 0);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));

  function collect(at: Folder, below: string, depth: number): void {
    for (const { name, kind } of at.entries()) {
      const shown = `${below}${name}`;
      if (name.endsWith('.sample')) continue;
      if (kind !== 'folder') found.push(fileAt(fs, `${at.path}/${name}`, shown).file);
      else if (depth < mostDepth && found.length < mostFiles) {
        const child = at.child(name);
        collect(child, `${shown}/`, depth + 1);
        child.close();
      } else found.push({ name: shown, size: 0, sha256: '', executable: false, hidden: true });
    }
  }
}

function fileAt(fs: Confined, file: string, name: string): { file: HookFile; text: string } {
  try {
    const { stat } = fs.follow(file);
    if (stat?.kind === 'file' && stat.size <= mostHook) {
      const bytes = fs.file(file).readAll(mostHook);
      return {
        file: {
          name,
          size: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          executable: (stat.mode & 0o111) !== 0,
        },
        text: bytes.includes(0) ? '' : bytes.toString('latin1'),
      };
    }
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
  return { file: { name, size: 0, sha256: '', executable: true, hidden: true }, text: '' };
}

/**
 * Files of the work tree that programs name, and those that they name in turn: a hook that sources a file runs what is in it.
 * @param commands Command lines of the configuration.
 * @param folder Where the hooks are; `hooks` are their names.
 */
export function reachedFiles(
  fs: Confined,
  {
    top,
    folder,
    names,
    commands,
  }: { top: string; folder: string; names: readonly string[]; commands: readonly string[] },
): HookFile[] {
  const found = new Map<string, HookFile>();
  const visit = (text: string, from: string, depth: number): void => {
    for (const word of wordsOf(text)) {
      for (const base of [top, from]) {
        const full = path.resolve(base, word.replace(/^\/+(?!.*:)/, base === from ? '' : '/'));
        const name = full.startsWith(`${top}/`) ? full.slice(top.length + 1) : undefined;
        if (name === undefined || found.has(name) || found.size >= mostFiles || !isFile(fs, full)) continue;
        const { file, text: inside } = fileAt(fs, full, name);
        found.set(name, file);
        if (depth < mostDepth) visit(inside, path.dirname(full), depth + 1);
      }
    }
  };
  for (const name of names) visit(fileAt(fs, `${folder}/${name}`, name).text, path.dirname(`${folder}/${name}`), 0);
  for (const command of commands) visit(command, top, 0);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Words that could be paths, without the quotes and variables around them. */
const wordsOf = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/[\w@%+=:,./~-]*[\w./-]{2,}/g)]
      .map(([word]) => word.replace(/^.*=/, ''))
      .filter((word) => word.length < 300),
  );

function isFile(fs: Confined, full: string): boolean {
  try {
    return fs.spot(full).stat?.kind === 'file' || fs.follow(full).stat?.kind === 'file';
  } catch (error) {
    if (error instanceof ToolError) return false;
    throw error;
  }
}
