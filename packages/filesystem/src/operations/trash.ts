import {
  errnoOf,
  freeIn,
  missing,
  ToolError,
  trashPlace,
  type Confined,
  type Job,
  type NamedSpot,
} from '@mcp-reference/kit/sandbox';
import { keepsChanges, ownTrash, record } from '../files/journal.ts';
import type { Steps } from '../files/detect.ts';
import { assertSame, assertStillEmpty, type RemoveParams } from './remove.ts';

/**
 * Moves a file or folder to the user's trash, or to a folder of this server where the system has none.
 * @returns false when neither is on the same disk: then it can only be deleted.
 */
export function* trash(fs: Confined, params: RemoveParams, _job: Job): Steps<boolean> {
  if (!keepsChanges()) return false;
  const spot = fs.named(params.path);
  if (spot.stat === undefined) throw missing(params.path);
  assertSame(spot, params);
  assertStillEmpty(spot, params);
  yield;
  const place = spot.folder.placeOf(spot.name);
  const system = trashPlace(spot.name, place);
  if (system !== undefined && moved(spot, system.target)) {
    record({ did: 'trash', path: place, target: system.target });
    system.note();
    return true;
  }
  const own = ownTrash();
  if (own === undefined) return false;
  const target = freeIn(own, spot.name);
  if (!moved(spot, target)) return false;
  record({ did: 'trash', path: place, target });
  return true;
}

/** Returns false when the trash is on another disk, or does not take it. */
function moved({ folder, name }: NamedSpot, target: string): boolean {
  try {
    folder.moveOut(name, target);
    return true;
  } catch (error) {
    const code = error instanceof ToolError ? errnoOf(error.cause) : undefined;
    if (code === undefined || !['EXDEV', 'EPERM', 'EACCES', 'EROFS', 'ENOENT', 'ENOSPC'].includes(code)) throw error;
    // Whether the entry itself may be removed is said by the removal.
    return false;
  }
}
