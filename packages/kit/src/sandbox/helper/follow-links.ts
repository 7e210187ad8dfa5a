import { ToolError } from '../../errors.ts';
import { translate } from '../errno.ts';
import { endsInSeparator, pathOf, visible } from '../paths.ts';
import type { Folder } from './folder.ts';
import { outside } from './roots.ts';
import type { Spot } from './spot.ts';

/** The number of links that Linux follows in one path (path_resolution(7)). */
const maxLinks = 40;

/** Follows links at the end of a spot like the system does, but never out of the roots. */
export function followLinks(spot: Spot): Spot {
  let at = spot;
  for (let links = 0; at.name !== undefined && at.stat?.kind === 'link'; links++) {
    if (links === maxLinks)
      throw new ToolError('invalid', `"${visible(spot.shown)}" goes through more than ${maxLinks} links.`);
    const target = at.folder.readLink(at.name);
    // The text only decides what an error may reveal; the kernel decides where the link leads.
    const inside = at.folder.rules.pointsInside(target);
    const from = at.folder;
    try {
      at = step(from, target, spot.shown);
    } catch (error) {
      if (!inside || leavesOnTheWay(from, target)) throw outside(spot.shown);
      throw translate(error, spot.shown);
    }
  }
  return at;
}

/** True if an unreachable target leaves the roots before it fails; the error may then reveal only that. */
function leavesOnTheWay(folder: Folder, target: string): boolean {
  const names = target.split(process.platform === 'win32' ? /[/\\]/ : '/');
  for (let depth = 1; depth < names.length; depth++) {
    const way = names.slice(0, depth).join('/');
    try {
      folder.hold(way === '' ? '/' : way, target).close();
    } catch (error) {
      return error instanceof ToolError && error.cause === undefined && error.code === 'denied';
    }
  }
  return false;
}

/** Follows one link from `folder` to `target`. */
function step(folder: Folder, target: string, shown: string): Spot {
  const p = pathOf(process.platform);
  const name = p.basename(target);
  const endsInFolder = name === '' || name === '.' || name === '..' || endsInSeparator(target, process.platform);
  const asFolder = (): Spot => {
    const end = folder.hold(target, shown);
    return { folder: end, name: undefined, stat: end.self(), shown };
  };
  if (endsInFolder) return asFolder();
  try {
    const parent = folder.hold(p.dirname(target), shown);
    return { folder: parent, name, stat: parent.find(name), shown };
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'denied') throw error;
    // The target can be a root, whose parent is outside. If it is not, the error may reveal only that it is outside.
    try {
      return asFolder();
    } catch {
      throw error;
    }
  }
}
