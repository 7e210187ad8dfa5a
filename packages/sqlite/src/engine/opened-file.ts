import { openedFiles } from '@mcp-reference/kit/sandbox';

/** Files that SQLite keeps beside a database. */
export const companions = ['-journal', '-wal', '-shm'] as const;

/** Other threads of this process read files too: theirs are closed soon, and those of SQLite stay open. */
const looks = { most: 40, pause: 5 };

/**
 * Returns true if SQLite opened the file with this identity, and otherwise only its companions. `before` lists the files that
 * were open; undefined from `list` means that the system does not tell, which is left to the caller.
 */
export function openedOnly(
  {
    path,
    identity,
    before,
  }: { path: string; identity: string | undefined; before: ReadonlyMap<string, string> | undefined },
  list: () => ReadonlyMap<string, string> | undefined = openedFiles,
): boolean | undefined {
  for (let n = 0; n < looks.most; n++) {
    const now = list();
    if (now === undefined) return undefined;
    const fresh = [...now.keys()].filter((name) => before?.has(name) !== true);
    const expected = fresh.every((name) => name === path || companions.some((suffix) => name === path + suffix));
    if (expected && now.get(path) === identity) return true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, looks.pause);
  }
  return false;
}
