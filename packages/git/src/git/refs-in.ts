import { forEachRef } from './commands/refs.ts';
import type { Calling, Repository } from './repository.ts';

/** Names of references and what they stand for. */
export async function refsIn(
  repo: Repository,
  patterns: readonly string[],
  call: Calling,
): Promise<[string, string][]> {
  const { stdout } = await repo.run(forEachRef({ patterns, format: '%(refname)%00%(objectname)' }), call);
  return stdout
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line): [string, string] => {
      const [ref = '', oid = ''] = line.split('\0');
      return [ref, oid];
    });
}
