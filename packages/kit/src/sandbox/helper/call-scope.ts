import type { Backend } from './backend.ts';
import type { Roots } from './roots.ts';

/** The resources of one call. Everything left open is closed when it ends. */
export interface CallScope {
  readonly backend: Backend;
  readonly roots: Roots;
  readonly open: Set<{ close(): void }>;
}
