import type { Log } from '@mcp-reference/kit';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../files/index.ts';
import type { Surroundings } from '../linked.ts';
import type { TrustStore } from './trust-store.ts';

export interface GitOptions {
  files: Sandbox<GitOperations>;
  /** Places outside the given folders that belong to them. */
  around: Surroundings;
  log: Log;
  /** The git to drive; found on the PATH when absent. */
  program: string | undefined;
  env: NodeJS.ProcessEnv;
  /** Protocols that remotes may be reached by. */
  protocols: readonly string[];
  /** Folders whose repositories are trusted, as the user said when the server was started. */
  trust: readonly string[];
  store: TrustStore;
  /** Remotes may be talked to. */
  network: boolean;
  /** The folder of the private views of repositories. */
  views: string;
  /** False where the system makes no symbolic links for ordinary users, and so no views. */
  links?: boolean;
}
