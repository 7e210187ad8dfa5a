import {
  endsInSeparator,
  ToolError,
  visible,
  type Confined,
  type Kind,
  type NamedSpot,
} from '@mcp-reference/kit/sandbox';

/** A free name in an existing folder. */
export function placeFor(fs: Confined, destination: string, kind?: Kind): NamedSpot {
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
  if (to.stat !== undefined) throw taken(destination, to.stat.kind === 'folder');
  return to;
}

export const taken = (destination: string, folder: boolean): ToolError =>
  new ToolError(
    'conflict',
    `"${visible(destination)}" already exists${folder ? '; to put something into it, give the new name as well' : '; choose another name, or remove it with delete_path first'}.`,
  );

export function assertNotInside(from: NamedSpot, to: NamedSpot): void {
  if (from.stat?.kind !== 'folder') return;
  const path = `${from.folder.path}/${from.name}`;
  if (to.folder.path === path || to.folder.path.startsWith(`${path}/`)) {
    throw new ToolError(
      'invalid',
      `"${visible(to.shown)}" is inside "${visible(from.shown)}"; a folder cannot go into itself.`,
    );
  }
}
