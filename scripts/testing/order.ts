import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { importedBy } from './imports.ts';

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

const processModules = /child_process|kit\/testing|kit\/src\/testing\//;
/** More than the bytes of any test file with its helpers. */
const processes = 10_000_000;

/** Returns the bytes of a test file and the helpers that it imports; far more if one of them can start a process. */
function weightOf(file: string): number {
  const { texts, others } = importedBy(file);
  const starts = others.some((name) => processModules.test(name));
  return texts.reduce((sum, text) => sum + text.length, starts ? processes : 0);
}
