import type { ClientRootsUse, Sandbox } from '@mcp-reference/kit/sandbox';
import type { Git } from './git/git.ts';
import type { GitOperations } from './files/index.ts';

/** The context of every handler: git in the allowed folders, and the consent of the start. */
export interface Context {
  git: Git;
  /** The user said at the start that nothing is to be asked. */
  unasked: boolean;
  /** The use of a client's roots in this start. */
  roots: ClientRootsUse;
  /**
   * The folders that a client names, where the command line has none.
   * @param unnamed Git directories that belong to them.
   */
  withRoots(named: readonly string[], unnamed: readonly string[]): Promise<Sandbox<GitOperations>>;
}
