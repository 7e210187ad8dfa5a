import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../packages.ts';
import { importedBy } from './imports.ts';

/** Helpers of tests that need a program beside git and Node, whose output the tests compare with. */
const needed = [{ program: 'sqlite3', helper: 'packages/sqlite/test/shell.ts', package: 'sqlite3' }];

/** Test files of a tier that need a program which is not installed. They are left out, and a line says so. */
export function withoutPrograms(tier: '.test.ts' | '.soak.ts'): string[] {
  return needed.flatMap(({ program, helper, package: debian }) => {
    if (spawnSync(program, ['--version']).status === 0) return [];
    const folder = path.dirname(path.join(root, helper));
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name))
      .filter((file) => file.endsWith(tier) && importedBy(file).files.includes(path.join(root, helper)))
      .map((file) => path.relative(root, file).replaceAll(path.sep, '/'));
    if (files.length > 0)
      process.stderr.write(
        `${program} is not installed: ${files.length} test files that compare with it are left out (Debian and Ubuntu: apt-get install ${debian}).\n`,
      );
    return files;
  });
}
