import type { Git } from './git/git.ts';

/** What a handler may touch: git in the allowed folders, and whether the user gave up being asked. */
export interface Context {
  git: Git;
  /** The user said at the start that nothing is to be asked. */
  unasked: boolean;
  /** Whether a client's roots are heeded. */
  narrowable: boolean;
}
