import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { root } from './packages.ts';
import { conditions } from './testing/conditions.ts';
import { knownSkips, skipReason, systemsOf } from './testing/known-skips.ts';
import { withoutPrograms } from './testing/programs.ts';

/** A condition on a test, or a test that skips itself. */
const conditional = /\.(skipIf|runIf)\(|\b(context|ctx)\.skip\(/;
/** A test that never runs, or that hides all others. */
const never = /\b(test|it|describe)\.(skip|only|todo|fails)\b|\b[xf](it|describe|test)\(/;

const folders = [...readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}/test`), 'scripts'];
const files = folders
  .filter((folder) => existsSync(path.join(root, folder)))
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name.replaceAll(path.sep, '/')}`,
    ),
  )
  .filter((file) => file.endsWith('.ts') && !file.includes('node_modules') && file !== 'scripts/known-skips.test.ts');
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('tests that are not run', () => {
  test('each file with a condition says what its tests need, and no other is listed', () => {
    expect(files.filter((file) => conditional.test(textOf(file))).sort()).toEqual(Object.keys(conditions).sort());
  });

  test('none is switched off everywhere', () => {
    expect(files.filter((file) => never.test(textOf(file)))).toEqual([]);
  });

  test('control: both patterns see what they are for', () => {
    expect(["test.skipIf(x)('a')", 'describe.runIf(x)', 'context.skip()'].every((one) => conditional.test(one))).toBe(
      true,
    );
    expect(['test.skip(', 'describe.only(', 'xit('].every((one) => never.test(one))).toBe(true);
  });

  test('files that compare with a program are left out where it is not installed, and a line says so', () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.stubEnv('PATH', path.join(root, 'docs'));
    const left = withoutPrograms('.test.ts');
    expect(left).toContain('packages/sqlite/test/write.test.ts');
    expect(left).not.toContain('packages/sqlite/test/maintenance.test.ts');
    expect(said.mock.calls).toEqual([[expect.stringContaining(`sqlite3 is not installed: ${left.length} test files`)]]);
  });

  test('each entry of the table names a file that exists', () => {
    expect(knownSkips.filter(({ file }) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  test('an entry counts on its system only, and for the tests that it names', () => {
    const file = path.join(root, 'packages/kit/test/keeping.test.ts');
    const title = 'a folder that is allowed for some names in it a.copy-link cannot';
    expect(skipReason(file, title, systemsOf('win32', { WINEPREFIX: '/x' }))).toBe('Wine makes no symbolic links');
    expect(skipReason(file, 'something else', systemsOf('win32', { WINEPREFIX: '/x' }))).toBeUndefined();
    expect(skipReason(file, title, systemsOf('win32', {}))).toBeUndefined();
    expect(skipReason(file, title, systemsOf('linux', { WINEPREFIX: '/x' }))).toBeUndefined();
  });
});
