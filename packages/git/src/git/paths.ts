import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { ToolError, visible } from '@mcp-reference/kit';
import { below } from '@mcp-reference/kit/sandbox';
import { isDotGit } from '../dot-git.ts';

declare const inTree: unique symbol;

/** A path inside the work tree: relative to its top, names joined by `/`, any bytes. */
export type TreePath = Buffer & { [inTree]: true };

/** The limit of a command that reads: a path, or with `magic` a pattern. */
export type Pathspec = TreePath & { magic?: ':(top)' | ':(top,exclude)' };

/** The prefix of a path that is not UTF-8 in answers and arguments, followed by base64. */
const bytesPrefix = 'pathBytes:';

/**
 * A path as a caller gave it: relative to the top of the work tree, or absolute inside it. Nothing in it is a pattern.
 * @throws ToolError `invalid`, or `denied` when it leads out of the work tree.
 */
export function treePath(given: string, top: string, platform: NodeJS.Platform = process.platform): TreePath {
  const shown = visible(given.slice(0, 200));
  if (given === '') throw new ToolError('invalid', 'A path is empty. Use "." for the whole work tree.');
  const bytes = given.startsWith(bytesPrefix)
    ? Buffer.from(given.slice(bytesPrefix.length).split(' ')[0] ?? '', 'base64')
    : Buffer.from(given);
  if (bytes.includes(0)) throw new ToolError('invalid', `"${shown}" contains a NUL character, which no path can.`);
  if (/\p{Surrogate}/u.test(given)) throw new ToolError('invalid', 'A path is not well-formed Unicode.');
  if (bytes.length > 4095) throw new ToolError('invalid', 'A path is longer than 4,095 bytes.');
  let text = bytes.toString('latin1');
  const topBytes = Buffer.from(top).toString('latin1');
  if (platform === 'win32' && path.win32.isAbsolute(given)) {
    const names = below(top, path.win32.resolve(given), 'win32');
    if (names === undefined) throw new ToolError('denied', `"${shown}" is outside the repository's work tree.`);
    text = Buffer.from(names.join('/')).toString('latin1');
  } else if (platform !== 'win32' && text.startsWith('/')) {
    const absolute = path.posix.normalize(text);
    if (absolute !== topBytes && !absolute.startsWith(topBytes.endsWith('/') ? topBytes : `${topBytes}/`))
      throw new ToolError('denied', `"${shown}" is outside the repository's work tree.`);
    text = absolute.slice(topBytes.length);
  }
  if (platform === 'win32') text = text.replaceAll('\\', '/');
  const names: string[] = [];
  for (const name of text.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (names.pop() === undefined) throw new ToolError('denied', `"${shown}" is outside the repository's work tree.`);
    } else names.push(name);
  }
  if (names.some((name) => isDotGit(Buffer.from(name, 'latin1').toString())))
    throw new ToolError('denied', `"${shown}" is inside git's own folder, which only git changes.`);
  return Buffer.from(names.length === 0 ? '.' : names.join('/'), 'latin1') as TreePath;
}

export const treePaths = (given: readonly string[], top: string): TreePath[] => given.map((one) => treePath(one, top));

/** A path that git listed. */
export const listedPath = (bytes: Buffer): TreePath => bytes as TreePath;

/** A path for a program's arguments, which must be text. @throws ToolError for one that is not UTF-8. */
export function argument(path: TreePath): string {
  if (isUtf8(path)) return path.toString();
  throw new ToolError('unsupported', `${showPath(path)} is not UTF-8; this command takes only paths that are.`);
}

/** A path as answers show it: what is invisible is written out, and what is not UTF-8 comes in the form that is taken back. */
export function showPath(path: Buffer): string {
  if (!isUtf8(path)) return `${bytesPrefix}${path.toString('base64')} (${visible(path.toString())})`;
  const text = path.toString();
  return text.startsWith(bytesPrefix) ? `./${visible(text)}` : visible(text);
}

/** Returns true for a path that one of these names, or that is in a folder that one names. */
export const isBelow = (path: TreePath, named: readonly TreePath[]): boolean =>
  named.some(
    (one) =>
      one.toString() === '.' || path.equals(one) || path.toString('latin1').startsWith(`${one.toString('latin1')}/`),
  );
