import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Runs the files with the most test code first, so that no long file is left for the end, when the other workers have
 * nothing to do. Files that start no process are short and come last. A fresh clone has no times to go by.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const weights = new Map(files.map((file) => [file, weightOf(file.moduleId)]));
    return files.toSorted((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
  }
}

const imports = / from '([^']+)'/g;
const processModules = /child_process|kit\/testing|kit\/src\/testing\//;
/** More than the bytes of any test file with its helpers. */
const processes = 10_000_000;

/** Returns the bytes of a test file and the helpers that it imports; far more if one of them can start a process. */
function weightOf(file: string): number {
  const seen = new Map<string, number>();
  let starts = false;
  const read = (one: string): void => {
    if (seen.has(one) || !existsSync(one)) return;
    const text = readFileSync(one, 'utf8');
    seen.set(one, text.length);
    for (const [, name = ''] of text.matchAll(imports)) {
      const target = name.startsWith('.') ? path.join(path.dirname(one), name) : name;
      if (processModules.test(target.replaceAll(path.sep, '/'))) starts = true;
      else if (name.startsWith('.') && !target.split(path.sep).includes('src')) read(target);
    }
  };
  read(file);
  return [...seen.values()].reduce((sum, bytes) => sum + bytes, starts ? processes : 0);
}
