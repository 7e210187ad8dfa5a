import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { beginBatch, endBatch } from '../src/arrivals.ts';
import type { HidingOptions } from '../src/sandbox/helper/hiding.ts';
import { createFile } from '../src/sandbox/helper/write.ts';
import { temporaryFolder } from './fixtures.ts';
import { onlyLinux, openFolders, pretendMounts, read, setUp, type Act } from './inline-scene.ts';

pretendMounts();
afterEach(endBatch);

const hiding: HidingOptions = {
  read: (text) => (name) => text.split('\n').includes(name),
  listName: '.hide',
  everywhere: undefined,
  absolute: undefined,
  fold: (name) => name,
};
const make: Act = (files, { path: file }) => {
  const { folder, name } = files.named(file);
  createFile(folder, name, Buffer.from('new'));
};

function scene(sharesChecks = true) {
  const above = temporaryFolder();
  const folder = path.join(above, 'root');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'a'), 'a');
  const looks = () => [vi.mocked(fs.readlinkSync).mock.calls.length, lists()];
  const lists = () => vi.mocked(fs.lstatSync).mock.calls.filter(([file]) => String(file).endsWith('.hide')).length;
  vi.spyOn(fs, 'readlinkSync');
  vi.spyOn(fs, 'lstatSync');
  const { act } = setUp([folder], hiding, sharesChecks);
  act(read, 'a');
  const since = (before = looks()) => looks().map((count, index) => count - (before[index] ?? 0));
  return { act, folder, since, looks };
}

describe.skipIf(onlyLinux)('calls in the server process that arrived together', () => {
  test('share one look at their folder and its deny list', () => {
    const { act, since, looks } = scene();
    let before = looks();
    beginBatch();
    for (let call = 0; call < 5; call++) expect(act(read, 'a')).toBe('a');
    expect(since(before)).toEqual([1, 1]);
    before = looks();
    endBatch();
    for (let call = 0; call < 5; call++) act(read, 'a');
    expect(since(before)).toEqual([5, 5]);
  });

  test('look again after one of them changed something', () => {
    const { act, since, looks } = scene();
    beginBatch();
    act(read, 'a');
    act(make, 'b');
    const before = looks();
    expect(act(read, 'b')).toBe('new');
    expect(since(before)).toEqual([1, 1]);
  });

  test('share nothing in servers that other programs change files for', () => {
    const { act, since, looks } = scene(false);
    const before = looks();
    beginBatch();
    for (let call = 0; call < 5; call++) act(read, 'a');
    expect(since(before)).toEqual([5, 5]);
  });

  test('and the next ones see a new deny list, or another folder in its place', () => {
    const { act, folder } = scene();
    beginBatch();
    expect(act(read, 'a')).toBe('a');
    fs.writeFileSync(path.join(folder, '.hide'), 'a');
    beginBatch();
    expect(act(read, 'a')).toBe('left');
    fs.rmSync(path.join(folder, '.hide'));
    beginBatch();
    expect(act(read, 'a')).toBe('a');
    fs.renameSync(folder, `${folder}-moved`);
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'a'), 'other');
    beginBatch();
    expect(act(read, 'a')).toBe('left');
  });

  test('share the folder of their files, which is closed with the batch', () => {
    const { act, folder, inner, opened } = sceneWithSubfolder();
    beginBatch();
    for (let call = 0; call < 5; call++) expect(act(read, 'sub/a')).toBe('inner');
    expect(opened()).toBe(1);
    expect(openFolders(inner)).toBe(1);
    endBatch();
    expect(openFolders(inner)).toBe(0);
    expect(openFolders(folder)).toBe(1);
    for (let call = 0; call < 5; call++) act(read, 'sub/a');
    expect(opened()).toBe(6);
    expect(openFolders(inner)).toBe(0);
  });

  test('open the folder again after one of them changed something', () => {
    const { act, inner, opened } = sceneWithSubfolder();
    beginBatch();
    act(read, 'sub/a');
    fs.renameSync(inner, `${inner}-moved`);
    fs.mkdirSync(inner);
    fs.writeFileSync(path.join(inner, 'a'), 'other');
    expect(act(read, 'sub/a')).toBe('inner');
    act(make, 'b');
    expect(act(read, 'sub/a')).toBe('other');
    expect(opened()).toBe(2);
    endBatch();
    expect(openFolders(`${inner}-moved`)).toBe(0);
  });

  test('are refused a shared folder that a link has taken the place of before the batch', () => {
    const { act, folder, inner } = sceneWithSubfolder();
    const outside = temporaryFolder();
    fs.writeFileSync(path.join(outside, 'a'), 'secret');
    beginBatch();
    expect(act(read, 'sub/a')).toBe('inner');
    fs.renameSync(inner, path.join(folder, 'old'));
    fs.symlinkSync(outside, inner);
    beginBatch();
    expect(act(read, 'sub/a')).toBe('left');
  });
});

function sceneWithSubfolder() {
  const { act, folder } = scene();
  const inner = path.join(folder, 'sub');
  fs.mkdirSync(inner);
  fs.writeFileSync(path.join(inner, 'a'), 'inner');
  const open = vi.spyOn(fs, 'openSync');
  const opened = () => open.mock.calls.filter(([place]) => String(place).endsWith('/sub')).length;
  return { act, folder, inner, opened };
}
