import path from 'node:path';
import type { Layout } from '../files/layout.ts';
import { ObjectReader } from './batch.ts';
import { batchArguments } from './commands/objects.ts';
import type { ConfigEntry } from './config.ts';
import type { Declared } from './declared.ts';
import { readEnvironment } from './environment.ts';
import { asEnvironment, type Override, type Suppressed } from './hardening.ts';
import { atLeast, startOf, type GitProgram } from './program.ts';
import type { View } from './view.ts';

/** Facts about a repository that hold as long as its configuration stays the same. */
export interface Known {
  /** The repository has no work tree here, whatever lies beside its git directory. */
  bare: boolean;
  stamp: string;
  /** Milliseconds since the epoch; the user's own configuration may change without a sign. */
  looked: number;
  /** The configuration that git uses here, with scopes. */
  entries: readonly ConfigEntry[];
  /** The configuration in the repository's own files, used or not. */
  declared: Declared;
  trusted: boolean;
  /** Stands in for the repository's own shared directory where it is not trusted. */
  view: View | undefined;
  /** The state of the index when its paths were last read. */
  index: string;
  /** Paths of other repositories in the tree, as base64. */
  gitlinks: readonly string[];
  overrides: readonly Override[];
  suppressed: readonly Suppressed[];
  /** Filters that only the repository defines, and that do not run. */
  neutralFilters: ReadonlySet<string>;
  /** A hook of this server has the Git LFS of the user upload what a push needs. */
  uploadsLfs: boolean;
  /** The hooks are in another folder than git's own. */
  hooksElsewhere: boolean;
  objectFormat: 'sha1' | 'sha256';
  shallow: boolean;
  env: Readonly<Record<string, string>>;
  /** For commands that would look for changes in other repositories of the tree, by that repository's own configuration. */
  withheldEnv: Readonly<Record<string, string>>;
  objects: ObjectReader;
}

/** The process that answers for objects, for a repository that is known from now on. */
export const objectReader = (program: GitProgram, cwd: string, env: Readonly<Record<string, string>>): ObjectReader =>
  new ObjectReader({
    args: batchArguments(atLeast(program, [2, 36])),
    commands: atLeast(program, [2, 36]),
    cwd,
    ...startOf(program, { ...env, ...readEnvironment }),
  });

/** The environment of git in one repository. Where it is comes from us: nothing is searched for above it. */
export function repositoryEnvironment(
  base: Readonly<Record<string, string>>,
  { top, gitDir }: Layout,
  overrides: readonly Override[],
  view: View | undefined,
): Record<string, string> {
  return {
    ...base,
    ...asEnvironment(overrides),
    ...(view && { GIT_DIR: gitDir, GIT_COMMON_DIR: view.path, GIT_NO_LAZY_FETCH: '1' }),
    ...(top === undefined ? { GIT_DIR: gitDir } : { GIT_WORK_TREE: top, GIT_CEILING_DIRECTORIES: path.dirname(top) }),
  };
}
