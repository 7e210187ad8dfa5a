import type { Override } from './hardening.ts';
import type { Calling, Repository } from './repository.ts';

/** The parts of the opener that a repository uses. */
export interface Opener {
  /** Looks at everything again. @throws ToolError when what was opened does not hold any more. */
  again(repo: Repository, call: Calling): Promise<void>;
  /** Carries what a command wrote into the view over to the repository. */
  settle(repo: Repository, call: Calling): Promise<void>;
  /** Returns the environment to fetch missing objects of a partial clone, or why that is impossible or not allowed. */
  fetching(repo: Repository, call: Calling): Promise<Record<string, string> | string>;
  /** Returns whether Git LFS may download contents: from a remote that a call of the user's has contacted. */
  downloads(repo: Repository): boolean;
  /** Runs `act` with an empty folder outside of every repository, which is removed afterwards. */
  withScratch<T>(act: (folder: string) => Promise<T>): Promise<T>;
  /** Sets variables in the repository's own configuration. */
  configure(repo: Repository, variables: readonly Override[]): Promise<void>;
}
