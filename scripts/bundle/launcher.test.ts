import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { launcher } from './launcher.ts';
import { oldestNode } from './native.ts';

/**
 * Creates a bundle in a folder with a space in its name, and programs called node that report a version and if it fits.
 */
function bundle(nodes: Record<string, string>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'a bundle-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [place, version] of Object.entries(nodes)) {
    const file = path.join(folder, place);
    mkdirSync(path.dirname(file), { recursive: true });
    // The Node of the tests runs the program, under another reported version.
    const program = `Object.defineProperty(process.versions, 'node', { value: '${version}' });
      if (process.argv[2] === '-e') new Function(process.argv[3])();
      else console.log(JSON.stringify([process.versions.node, ...process.argv.slice(2)]));`;
    writeFileSync(`${file}.cjs`, program);
    writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${file}.cjs" "$@"\n`);
    chmodSync(file, 0o755);
  }
  const script = launcher({ title: 'Radishes', program: 'dist/main.mjs', oldest: [22, 3] }, [
    '"$HOME"/first/node',
    '"$HOME"/versions/*/bin/node',
  ]);
  writeFileSync(path.join(folder, 'start.sh'), script);
  return {
    folder,
    start: (...args: string[]) =>
      spawnSync('/bin/sh', [path.join(folder, 'start.sh'), ...args], {
        env: { HOME: folder, PATH: '' },
        encoding: 'utf8',
      }),
  };
}

test.skipIf(process.platform === 'win32')(
  'the first Node that is new enough runs the program, with all arguments',
  () => {
    const { folder, start } = bundle({
      'first/node': '20.19.0',
      'versions/a/bin/node': '22.2.9',
      'versions/b/bin/node': '22.3.0',
    });
    const { stdout, status } = start('a folder', '', '$HOME');
    expect(JSON.parse(stdout)).toEqual(['22.3.0', path.join(folder, 'dist/main.mjs'), 'a folder', '', '$HOME']);
    expect(status).toBe(0);
  },
);

test.skipIf(process.platform === 'win32')('without one it says which is needed', () => {
  const { stdout, stderr, status } = bundle({ 'first/node': '20.20.2' }).start();
  expect(stderr).toMatch(/^Radishes needs Node 22\.3 or newer, and none was found\. Install it from /);
  expect([stdout, status]).toEqual(['', 1]);
});

test.each<[string[], [number, number]]>([
  [['>=20.19'], [20, 19]],
  [
    ['>=20.19', '>=22'],
    [22, 0],
  ],
  [
    ['>= 10', '>=22', '>=20.19'],
    [22, 0],
  ],
])('of %j the narrowest is %j', (ranges, oldest) => {
  expect(oldestNode(ranges)).toEqual(oldest);
});
