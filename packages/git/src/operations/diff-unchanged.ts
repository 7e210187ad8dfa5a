import type { Call } from '@mcp-reference/kit';
import type { GitCommand } from '../git/command.ts';
import type { TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { parseComparison, pathKey, type Comparison, type Entry } from './diff-parse.ts';

/**
 * Returns the entries of a comparison with the work tree without files whose content is what the index has. git lists a file
 * whose time has changed; it would leave it out only by writing the new time into the index, and reading takes no lock.
 * @param complete True when `patches` has every patch; git prints none for such a file.
 * @param patchesOf The command that prints the patches of some files.
 */
export async function withoutUnchanged(
  repo: Repository,
  { entries, patches }: Comparison,
  { complete, anchor }: { complete: boolean; anchor: 'old' | 'new' },
  patchesOf: (paths: readonly TreePath[]) => GitCommand,
  call: Call,
): Promise<Entry[]> {
  const rest = entries.filter((entry) => !isTouched(entry) || entry.binary);
  // git counts no lines of a binary file, changed or not: there only the patch tells.
  const unclear = rest.filter((entry) => isTouched(entry) && !patches.has(pathKey(entry.path)));
  if (unclear.length === 0) return rest;
  let changed = patches;
  if (!complete) {
    const { stdout } = await repo.run(patchesOf(unclear.map(({ path }) => path)), call, { cut: true });
    changed = parseComparison(stdout, anchor).patches;
  }
  return rest.filter((entry) => !unclear.includes(entry) || changed.has(pathKey(entry.path)));
}

/** The work tree's file is another one than that of the index, and nothing but its content can have changed. */
const isTouched = ({ status, modes, oids, added }: Entry): boolean =>
  status === 'M' && modes[0] === modes[1] && /^0+$/.test(oids[1]) && added === undefined;
