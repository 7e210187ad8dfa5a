import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'rolldown';
import { expect, onTestFinished, test } from 'vitest';
import { leanBuiltins } from './builtins.ts';

/** Runs a program, built or as it is, and returns what it prints. */
async function run(source: string, args: readonly string[] = [], plugins = [leanBuiltins]): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'builtins-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const input = path.join(folder, 'program.mjs');
  writeFileSync(input, source);
  const file = path.join(folder, 'built.mjs');
  await build({ input, platform: 'node', plugins, output: { file }, logLevel: 'silent' });
  return execFileSync(process.execPath, [...args, file], { encoding: 'utf8' });
}

const loaded = `const loaded = (name) => process.moduleLoadList.includes('NativeModule ' + name);`;

test('an import of a built-in module loads no other one for what is not used', async () => {
  const source = `import fs, { readFileSync } from 'node:fs';
    import { parseArgs } from 'util';
    ${loaded}
    const works = fs.readFileSync === readFileSync && parseArgs({ args: [] }).values !== undefined;
    console.log(works, loaded('internal/fs/promises'), loaded('worker_threads'));`;
  expect(await run(source)).toBe('true false false\n');
  expect(await run(source, [], [])).toBe('true true true\n');
});

test('OpenSSL and the like are loaded by the first call', async () => {
  const source = `import crypto, { createHash, hash } from 'node:crypto';
    import { exec, execFile, execFileSync } from 'node:child_process';
    import { promisify } from 'node:util';
    ${loaded}
    console.log(loaded('crypto'), loaded('child_process'));
    console.log(createHash('sha256').update('a').digest('hex') === hash('sha256', 'a'), loaded('crypto'));
    const run = promisify(execFile);
    console.log((await run(process.execPath, ['-p', '1'])).stdout.trim(), (await promisify(exec)('exit')).stderr === '');
    console.log(execFileSync(process.execPath, ['-p', '2'], { encoding: 'utf8' }).trim());`;
  expect(await run(source.replace('crypto, {', '{'))).toBe('false false\ntrue true\n1 true\n2\n');
  // Asked for as a whole, it is loaded with the chunk.
  expect(await run(`${source}\nconsole.log(typeof crypto.randomUUID());`)).toBe(
    'true false\ntrue true\n1 true\n2\nstring\n',
  );
});

test('where Node cannot tell its modules, they are required', async () => {
  const old = 'data:text/javascript,delete process.getBuiltinModule';
  const source = `import { sep } from 'node:path'; console.log(typeof process.getBuiltinModule, sep.length);`;
  expect(await run(source, ['--import', old])).toBe('undefined 1\n');
});
