import type { ClientRootsUse, Sandbox } from '@mcp-reference/kit/sandbox';
import type { Git } from './git/git.ts';
import type { GitOperations } from './operations/index.ts';

/** What a handler may touch: git in the allowed folders, and whether the user gave up being asked. */
export interface Context {
  git: Git;
  /** The user said at the start that nothing is to be asked. */
  unasked: boolean;
  /** What a client's roots mean for this start. */
  roots: ClientRootsUse;
  /** The folders that a client names, where the command line has none. */
  withRoots(named: readonly string[]): Promise<Sandbox<GitOperations>>;
}
