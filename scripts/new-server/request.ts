import path from 'node:path';
import { root, type Kind } from '../packages.ts';
import { kindOf, namesFor, oneName, parseCommand } from './command.ts';
import { checkFree, UsageError, type Names } from './name.ts';
import { readTemplate } from './sources.ts';
import { checkTarget } from './standalone.ts';

export const usage = `Usage: npm run new-server -- <name> [--kind api|minimal|files] [--standalone <folder>]

  <name>                 such as weather or my-notes; small letters, digits and hyphens
  --kind api             the records of a web API (default)
  --kind minimal         one tool in one file
  --kind files           files in a folder, read in a helper process
  --standalone <folder>  a separate repository in this folder, instead of a package in this one
`;

/** A request that can be carried out. */
export interface NewServerRequest {
  names: Names;
  kind: Kind;
  /** The folder of a separate repository, absolute and as given. */
  standalone?: { folder: string; given: string };
}

/**
 * Reads the command line; only looks at the disk.
 * @throws UsageError for a request that cannot be carried out
 */
export function readRequest(argv: readonly string[], env: NodeJS.ProcessEnv, cwd: string): NewServerRequest {
  if (env['npm_config_standalone'] !== undefined)
    throw new UsageError(`npm took --standalone for itself: put "--" in front of the name.\n\n${usage}`);
  const { positionals, values } = parseCommand(argv, ['standalone', 'kind'], usage);
  const name = oneName(positionals, usage);
  const kind = kindOf(values['kind'], usage);
  const names = namesFor(name, kind, readTemplate(kind));
  const given = values['standalone'];
  if (given === undefined) {
    checkFree(names, path.join(root, 'packages'));
    return { names, kind };
  }
  if (given === '') throw new UsageError(`--standalone needs a folder.\n\n${usage}`);
  // npm runs scripts in the repository and reports the user's folder.
  const folder = path.resolve(env['INIT_CWD'] ?? cwd, given);
  const inside = path.relative(root, folder);
  if (inside === '' || !(inside.startsWith('..') || path.isAbsolute(inside)))
    throw new UsageError(`"${folder}" is inside this repository; leave out --standalone, or name a folder elsewhere.`);
  checkTarget(folder);
  return { names, kind, standalone: { folder, given } };
}
