import {
  contains,
  endsInSeparator,
  ToolError,
  visible,
  type Confined,
  type Kind,
  type NamedSpot,
} from '@mcp-reference/kit/sandbox';

/** A free name in an existing folder. `from` may be the same entry in another spelling, as in a rename by case. */
export function placeFor(fs: Confined, destination: string, kind?: Kind, from?: NamedSpot): NamedSpot {
  if (kind !== undefined && kind !== 'folder' && endsInSeparator(destination, process.platform)) {
    throw new ToolError(
      'invalid',
      `"${visible(destination)}" ends in a separator, which only a folder's name may; give the new name of the file.`,
    );
  }
  let to: NamedSpot;
  try {
    to = fs.named(destination);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
    throw new ToolError(
      'not_found',
      `The folder of "${visible(destination)}" does not exist; make it with create_directory first.`,
      { cause: error },
    );
  }
  if (to.stat !== undefined && !(from && isOtherSpelling(from, to)))
    throw taken(destination, to.stat.kind === 'folder');
  return to;
}

/** Returns true if both names are one entry of a folder that ignores case or Unicode form. */
export function isOtherSpelling(from: NamedSpot, to: NamedSpot): boolean {
  if (from.name === to.name || from.folder.path !== to.folder.path || from.stat?.identity !== to.stat?.identity)
    return false;
  const folded = (name: string) => name.normalize('NFC').toLowerCase();
  return folded(from.name) === folded(to.name) && !from.folder.entries().some(({ name }) => name === to.name);
}

export const taken = (destination: string, folder: boolean): ToolError =>
  new ToolError(
    'conflict',
    `"${visible(destination)}" already exists${folder ? '; to put something into it, give the new name as well' : '; choose another name, or remove it with delete_path first'}.`,
  );

export function assertNotInside(from: NamedSpot, to: NamedSpot): void {
  if (from.stat?.kind !== 'folder' || !contains(from.folder.placeOf(from.name), to.folder.path, process.platform))
    return;
  throw intoItself(from.shown, to.shown);
}

export const intoItself = (source: string, destination: string): ToolError =>
  new ToolError('invalid', `"${visible(destination)}" is inside "${visible(source)}"; a folder cannot go into itself.`);
