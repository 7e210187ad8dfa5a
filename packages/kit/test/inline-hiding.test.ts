import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { HidingOptions } from '../src/sandbox/helper/hiding.ts';
import { createFile } from '../src/sandbox/helper/write.ts';
import { Inline } from '../src/sandbox/inline/inline.ts';
import { temporaryFolder } from './fixtures.ts';
import { onlyLinux, call, read, list, find, pretendMounts, rootAt, setUp, type Act } from './inline-scene.ts';

const mounts = pretendMounts();

describe.skipIf(onlyLinux)('a deny list in the server process', () => {
  const lists: HidingOptions = {
    read: (text) => (name) => text.split('\n').includes(name),
    listName: '.hide',
    everywhere: undefined,
    absolute: undefined,
    fold: (name) => name.toLowerCase(),
  };
  const never = () => false;

  function withFiles(hiding?: HidingOptions, folders?: string[]) {
    const scene = setUp(folders, hiding);
    fs.mkdirSync(path.join(scene.folder, 'sub'));
    for (const name of ['open', 'closed', 'sub/closed']) fs.writeFileSync(path.join(scene.folder, name), name);
    return scene;
  }

  test('leaves every call in its folder to a helper; without one, calls stay', () => {
    const { act, folder } = withFiles(lists);
    const all = () => [
      act(read, 'open'),
      act(read, 'closed'),
      act(list, '.'),
      act(find, 'closed'),
      act(read, 'sub/closed'),
    ];
    expect(all()).toEqual(['open', 'closed', 3, 'file', 'sub/closed']);
    fs.writeFileSync(path.join(folder, '.hide'), 'closed\n');
    expect(all()).toEqual(['left', 'left', 'left', 'left', 'left']);
    fs.rmSync(path.join(folder, '.hide'));
    expect(all()).toEqual(['open', 'closed', 3, 'file', 'sub/closed']);
    // Not even a broken list is looked into here.
    fs.symlinkSync('open', path.join(folder, '.hide'));
    expect(all()).toEqual(['left', 'left', 'left', 'left', 'left']);
  });

  test('control: without the rules the same calls read the hidden file', () => {
    const { act, folder } = withFiles();
    fs.writeFileSync(path.join(folder, '.hide'), 'closed\n');
    expect(act(read, 'closed')).toBe('closed');
  });

  test.each([
    ['a rule for all folders', { ...lists, everywhere: never }],
    ['a rule for absolute paths', { ...lists, absolute: never }],
  ])('%s leaves every call to a helper', (_what, hiding) => {
    const { act } = withFiles(hiding);
    expect([act(read, 'open'), act(list, '.'), act(find, 'nothing')]).toEqual(['left', 'left', 'left']);
  });

  test('of an outer folder counts in a nested and in a narrowed one', () => {
    const outer = temporaryFolder();
    const inner = path.join(outer, 'inner');
    fs.mkdirSync(inner);
    const { act } = withFiles(lists, [inner, outer]);
    const narrowed = new Inline([{ ...rootAt(inner), cutFrom: [outer] }], undefined, {
      load: async () => ({}),
      hiding: lists,
    });
    onTestFinished(() => narrowed.close());
    const readNarrowed = () => narrowed.attempt(read, { path: 'open' }, call);
    expect(act(read, path.join(inner, 'open'))).toBe('open');
    expect(readNarrowed()).toEqual({ value: 'open' });
    fs.writeFileSync(path.join(outer, '.hide'), 'inner/closed\n');
    expect(act(read, path.join(inner, 'open'))).toBe('left');
    expect(readNarrowed()).toBeUndefined();
  });

  test('cannot be created, in whatever case', () => {
    const { act, folder } = withFiles(lists);
    const create: Act = (files, { path: file }) => {
      const { folder: at, name } = files.named(file);
      createFile(at, name, Buffer.from('closed'));
    };
    for (const name of ['.hide', '.HIDE'])
      expect(() => act(create, name), name).toThrow('decides what this server hides');
    expect(act(create, 'sub/.hide')).toBeUndefined();
    expect(fs.existsSync(path.join(folder, '.hide'))).toBe(false);
  });

  test('is not looked at in a folder that the path does not lead to, or where that could wait', () => {
    const [folder, other] = [temporaryFolder(), temporaryFolder()];
    const { act } = withFiles(lists, [folder, other]);
    const look = vi.spyOn(fs, 'lstatSync');
    const looked = () => look.mock.calls.some(([file]) => String(file).startsWith(other));
    mounts.points = [other];
    expect(act(read, path.join(folder, 'open'))).toBe('open');
    expect(looked()).toBe(false);
    mounts.points = [path.join(folder, '.hide')];
    expect(act(read, path.join(folder, 'open'))).toBe('left');
    mounts.points = [];
    expect(act(list, other)).toBe(0);
    expect(looked()).toBe(true);
  });
});
