import type { ClientRootsUse, Sandbox } from '@mcp-reference/kit/sandbox';
import type { FileOperations } from './operations/index.ts';

/** The reach of a handler: the allowed folders, through the operations that the helper runs in them. */
export interface Context {
  files: Sandbox<FileOperations>;
  /** The use of a client's roots for this start. */
  roots: ClientRootsUse;
  /** True if the command line hides some files. */
  hides: boolean;
  /** The folders that a client names, where the command line has none. */
  withRoots(named: readonly string[]): Promise<Sandbox<FileOperations>>;
}
