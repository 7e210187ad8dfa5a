import { ToolError } from '../../errors.ts';
import { visible } from '../paths.ts';
import type { Folder } from './folder.ts';

/** Throws if something below a name is on a deny list: a move or removal would take it along. */
export function assertNothingHidden(parent: Folder, name: string): void {
  if (!parent.rules.mayHideBelow(name) || parent.find(name)?.kind !== 'folder') return;
  const folder = parent.child(name);
  try {
    if (folder.hidesSome()) {
      throw new ToolError(
        'denied',
        `"${visible(folder.shown)}" has entries on the deny list of this server, so it stays where it is.`,
        { reason: 'hidden' },
      );
    }
    for (const entry of folder.entries()) if (entry.kind === 'folder') assertNothingHidden(folder, entry.name);
  } finally {
    folder.close();
  }
}
