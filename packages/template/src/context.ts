import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { EntryOperations } from './operations.ts';

/** The context of every handler: a handler touches nothing else. */
export interface Context {
  /** The folder of entries, through the operations of the helper. */
  entries: Sandbox<EntryOperations>;
}
