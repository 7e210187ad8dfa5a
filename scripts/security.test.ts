// SECURITY.md and the tests that it relies on: no claim names a file that is gone, and each of these has its test.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './packages.ts';

const text = readFileSync(path.join(root, 'SECURITY.md'), 'utf8');
const flat = text.replaceAll(/\s+/g, ' ');

/** A claim, and the test that would fail if it were not so. */
const claims: [claim: string, file: string, title: string][] = [
  [
    'the kernel reports what was really opened',
    'packages/sqlite/test/opened-file.test.ts',
    'accepts the file and its companions',
  ],
  ['Writes are sent once', 'packages/github/test/limits.test.ts', 'a write is sent once'],
  ['not even after a redirect', 'packages/github/test/limits.test.ts', 'a redirect to another host is not followed'],
  ['A yes covers the writes of one call', 'packages/github/test/guard-sources.test.ts', 'a yes for one file is no yes'],
  ['errors included', 'scripts/shared-session.test.ts', 'so does an error that shows a part of a file'],
  ['can be read in one way only', 'packages/kit/test/http/hostile.test.ts', 'requests that could be read in two ways'],
  ['in their usual spelling', 'packages/kit/test/http/host-check.test.ts', 'refuses the host'],
  [
    'A file with a token that other users may write',
    'packages/kit/test/secret.test.ts',
    'a file that other users can write is refused',
  ],
  [
    'A journal that names other files is not recovered',
    'packages/sqlite/test/attack/files.test.ts',
    'a journal that names another file is not followed',
  ],
  ['lists every bundled and installed package', 'scripts/sbom.test.ts', 'sbom'],
];

test.each(claims)('"%s" has its test', (claim, file, title) => {
  expect(flat).toContain(claim);
  expect(readFileSync(path.join(root, file), 'utf8')).toContain(title);
});

test('every file and folder that it names is there', () => {
  const named = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, place]) => place ?? '');
  expect(named.length).toBeGreaterThan(10);
  for (const place of named) expect(existsSync(path.join(root, place)), place).toBe(true);
  // Control: folders of tests are not empty names.
  expect(statSync(path.join(root, 'packages/github/test/attack')).isDirectory()).toBe(true);
});
