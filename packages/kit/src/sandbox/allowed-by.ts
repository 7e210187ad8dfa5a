import os from 'node:os';
import path from 'node:path';
import { ToolError } from '../errors.ts';
import { realpath, stat } from './early-files.ts';
import { errnoOf } from './errno.ts';
import type { NameFilter } from './helper/roots.ts';
import type { AllowedFolder } from './look-up.ts';

/** The grant that a path on the command line gives. */
export interface Allowance {
  folder: AllowedFolder;
  /** The named file, as the kernel spells it; undefined when the path names the folder itself. */
  file: string | undefined;
  /** False for a file that does not exist yet. */
  exists: boolean;
}

/**
 * Returns the grant of a path: a folder allows everything in it, a file the names that `beside` returns for its name. A
 * missing path is taken for a file that will be created.
 * @throws ToolError `not_found` when its folder does not exist either.
 */
export async function allowedBy(
  given: string,
  writable: boolean,
  beside: (name: string) => NameFilter,
): Promise<Allowance> {
  const absolute = path.resolve(/^~(?=[/\\]|$)/.test(given) ? os.homedir() + given.slice(1) : given);
  try {
    const real = await realpath(absolute);
    if ((await stat(real)).isDirectory())
      return { folder: { path: absolute, writable }, file: undefined, exists: true };
    return {
      folder: { path: path.dirname(real), writable, only: beside(path.basename(real)) },
      file: real,
      exists: true,
    };
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw new ToolError('denied', `"${given}" may not be read.`, { cause: error });
  }
  const parent = await realpath(path.dirname(absolute)).catch((error: unknown) => {
    throw new ToolError('not_found', `The folder of "${given}" does not exist.`, { cause: error });
  });
  const name = path.basename(absolute);
  return { folder: { path: parent, writable, only: beside(name) }, file: path.join(parent, name), exists: false };
}
