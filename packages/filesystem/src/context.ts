import type { ClientRootsUse, Sandbox } from '@mcp-reference/kit/sandbox';
import type { FileOperations } from './operations/index.ts';

/** What a handler may touch: the allowed folders, through the operations that the helper does in them. */
export interface Context {
  files: Sandbox<FileOperations>;
  /** What a client's roots mean for this start. */
  roots: ClientRootsUse;
  /** True if the command line hides some files. */
  hides: boolean;
  /** The folders that a client names, where the command line has none. */
  withRoots(named: readonly string[]): Promise<Sandbox<FileOperations>>;
}
