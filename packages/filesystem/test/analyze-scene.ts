import { diskUsage } from '../src/operations/disk-usage.ts';
import { findDuplicates, type FindDuplicatesParams } from '../src/operations/find-duplicates.ts';
import { findEmpty, type FindEmptyParams } from '../src/operations/find-empty.ts';
import { sandboxOf, temporaryFolder, type BackendName, type Control } from './archive-sandbox.ts';
import { put } from './archive-scene.ts';

/** A folder with some files, and the operations on it. */
export function scene(backend: BackendName, files: Record<string, string | Buffer> = {}) {
  const root = temporaryFolder();
  put(root, files);
  const run = sandboxOf(backend, [{ path: root, writable: false }]);
  return {
    root,
    usage: (params: { path?: string; depth?: number; limit?: number; budget?: number } = {}, control?: Control) =>
      run(diskUsage, { path: '.', depth: 1, limit: 1000, budget: 60_000, ...params }, control),
    duplicates: (params: Partial<FindDuplicatesParams> = {}, control?: Control) =>
      run(
        findDuplicates,
        { path: '.', minSize: 1, excludePatterns: [], limit: 1000, budget: 60_000, ...params },
        control,
      ),
    empty: (params: Partial<FindEmptyParams> = {}, control?: Control) =>
      run(
        findEmpty,
        { path: '.', type: 'both' as const, excludePatterns: [], limit: 1000, budget: 60_000, ...params },
        control,
      ),
  };
}

/** Deeper than a walk goes: a folder that nobody can enter here, whatever rights the test runs with. */
export const tooDeep = 'd/'.repeat(105);

export const names = (lines: readonly string[]) => lines.map((line) => line.split('\t').at(-1));
