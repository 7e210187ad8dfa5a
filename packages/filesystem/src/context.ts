import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { FileOperations } from './operations/index.ts';

/** What a handler may touch: the allowed folders, through the operations that the helper does in them. */
export interface Context {
  files: Sandbox<FileOperations>;
  /** Whether a client's roots are heeded. */
  narrowable: boolean;
}
