import path from 'node:path';
import {
  endsInSeparator,
  ToolError,
  visible,
  type Confined,
  type NamedSpot,
  type OpenFile,
  type Spot,
} from '@mcp-reference/kit/sandbox';
import { pathIn } from './find.ts';

/**
 * Returns `given` without its first name where that names an allowed folder: `data/a.csv` for the allowed folder `data`, as
 * callers write paths that are relative to the folder around it. Undefined for any other path.
 */
function withoutRoot(fs: Confined, given: string): string | undefined {
  const [first = '', ...rest] = given.replace(/^\.[/\\]/, '').split(/[/\\]/);
  const isRoot = fs.roots.some((root) => root.only === undefined && path.basename(root.path) === first);
  return isRoot && rest.length > 0 && !path.isAbsolute(given) ? rest.join('/') : undefined;
}

/** Looks `given` up as it is, and where that fails without the name of the allowed folder. */
function lookUpEither<S>(fs: Confined, given: string, look: (path: string) => S, isThere: (found: S) => boolean): S {
  const other = withoutRoot(fs, given);
  try {
    const found = look(given);
    if (other === undefined || isThere(found)) return found;
  } catch (error) {
    if (other === undefined) throw error;
  }
  return look(other);
}

/** Opens a file that the caller names. */
export const existingFile = (fs: Confined, given: string): OpenFile =>
  sayingWhy(fs, given, 'read', () =>
    lookUpEither(
      fs,
      given,
      (one) => fs.file(one),
      () => true,
    ),
  );

/** Adds to a refusal that no folder is allowed. */
function sayingWhy<R>(fs: Confined, given: string, done: 'opened' | 'read' | 'written', act: () => R): R {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ToolError) || fs.roots.some(({ only }) => only === undefined)) throw error;
    throw new ToolError(
      'denied',
      `"${visible(given)}" cannot be ${done}: this server was started with database files alone. Ask the user to start it with a folder too.`,
      { cause: error },
    );
  }
}

/**
 * Finds the place of a file that does not exist yet.
 * @throws ToolError `conflict` if it exists, `denied` if only database files are allowed.
 */
export function newFile(fs: Confined, given: string): NamedSpot {
  if (endsInSeparator(given, process.platform))
    throw new ToolError('invalid', `"${visible(given)}" ends in a separator; give the name of a file.`);
  if (/-(?:journal|wal|shm)$/.test(given))
    throw new ToolError(
      'invalid',
      `"${visible(given)}" would be taken for a file that SQLite keeps beside a database.`,
    );
  let spot: NamedSpot;
  try {
    spot = sayingWhy(fs, given, 'written', () =>
      lookUpEither(
        fs,
        given,
        (one) => fs.named(one),
        () => true,
      ),
    );
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.code === 'not_found')
      throw new ToolError('not_found', `The folder of "${visible(given)}" does not exist; choose another.`, {
        cause: error,
      });
    throw error;
  }
  if (spot.stat !== undefined)
    throw new ToolError(
      'conflict',
      `"${visible(given)}" already exists, and no file is replaced; choose another name.`,
    );
  return spot;
}

/** Resolves the path of a database for its engines; `identity` is the same for every spelling of the path. */
export function place(
  fs: Confined,
  { path: given }: { path: string },
): { path: string; writable: boolean; identity: string | undefined } {
  const found = sayingWhy(fs, given, 'opened', () =>
    lookUpEither(
      fs,
      given,
      (one): Spot => fs.follow(one),
      ({ stat }) => stat !== undefined,
    ),
  );
  const { folder, name, stat } = found;
  if (name === undefined || stat === undefined || stat.kind === 'folder')
    return { path: '', writable: false, identity: undefined };
  return { path: pathIn(folder.path, name), writable: folder.writable, identity: stat.identity };
}
