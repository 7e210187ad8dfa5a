import type { Layout } from '../files/layout.ts';
import type { Operation } from '../files/operation-state.ts';
import type { ObjectReader } from './batch.ts';

const picks = [
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
] as const;

/**
 * Returns the operation in progress. Where references are kept in tables, no file names the commit that is being picked or reverted:
 * it is one of them.
 */
export async function operationOf(
  { present, operation }: Pick<Layout, 'present' | 'operation'>,
  objects: ObjectReader,
): Promise<Operation | undefined> {
  if (!present.includes('reftable') || operation?.commit !== undefined) return operation;
  for (const [ref, name] of picks) {
    if (operation !== undefined && operation.name !== name) continue;
    const commit = await objects.info(ref);
    if (commit !== undefined) return { ...operation, name, commit: commit.oid };
  }
  return operation;
}
