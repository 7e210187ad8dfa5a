import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nextStep, notesOf, releasesOf, waitingChangesets } from './plan.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plan-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('changesets become versions before anything is published', () => {
  expect(nextStep(['a.md'], 4)).toBe('version');
  expect(nextStep([], 4)).toBe('publish');
  expect(nextStep([], 0)).toBe('none');
  mkdirSync(path.join(folder, '.changeset'));
  for (const name of ['README.md', 'config.json', 'one.md']) writeFileSync(path.join(folder, '.changeset', name), '');
  expect(waitingChangesets(folder)).toEqual(['one.md']);
});

test('what is published is read from the plan, and what is only tagged is not', () => {
  const file = path.join(folder, 'publish-plan.json');
  expect(releasesOf(file)).toEqual([]);
  const packed = { kind: 'publish', name: '@a/b', version: '1.0.0', tarball: { path: 'packages/a-b-1.0.0.tgz' } };
  writeFileSync(
    file,
    JSON.stringify({ version: 1, plan: [[packed], [{ kind: 'tag-only', name: 'c', version: '2.0.0' }]] }),
  );
  expect(releasesOf(file)).toEqual([{ name: '@a/b', version: '1.0.0', tarball: 'packages/a-b-1.0.0.tgz' }]);
});

test('the notes of a version are its own section of the CHANGELOG', () => {
  const changelog = '# @a/b\n\n## 1.1.0\n\n### Minor Changes\n\n- More.\n\n## 1.0.0\n\n- First.\n';
  expect(notesOf(changelog, '1.1.0')).toBe('### Minor Changes\n\n- More.');
  expect(notesOf(changelog, '1.0.0')).toBe('- First.');
  expect(() => notesOf(changelog, '1.0')).toThrow('nothing about 1.0.');
});
