import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { EntryOperations } from './operations.ts';

/** What a handler may touch: nothing but this. */
export interface Context {
  /** The folder of entries, through the operations that the helper does in it. */
  entries: Sandbox<EntryOperations>;
}
