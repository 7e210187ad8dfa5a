import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { appendToFile, createFile, replaceFile } from '../src/sandbox/helper/write.ts';
import { Inline } from '../src/sandbox/inline/inline.ts';
import { MountTable } from '../src/sandbox/inline/mounts.ts';
import { RunDelay } from '../src/sandbox/inline/run-delay.ts';
import { temporaryFolder } from './fixtures.ts';
import {
  onlyLinux,
  call,
  rootAt,
  read,
  list,
  find,
  pretendMounts,
  setUp,
  openFolders,
  type Act,
} from './inline-scene.ts';

const mounts = pretendMounts();

describe.skipIf(onlyLinux)('in the server process', () => {
  test('files are read, folders listed, names looked up', () => {
    const { act, folder } = setUp();
    fs.mkdirSync(path.join(folder, 'a/b'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'a/b/c.txt'), 'text');
    expect(act(read, 'a/b/c.txt')).toBe('text');
    expect(act(read, path.join(folder, 'a/b/c.txt'))).toBe('text');
    expect(act(list, 'a')).toBe(1);
    expect(act(find, 'a/b')).toBe('folder');
    expect(act(find, 'a/x')).toBe('missing');
    expect(() => act(read, 'a/x')).toThrow('"a/x" does not exist.');
    expect(() => act(read, '/etc/passwd')).toThrow('leads outside the allowed folders');
  });

  test('a new file is written, and one that was created here is replaced and appended to', () => {
    const { act, folder } = setUp();
    const write: Act = (files, { path: file }) => {
      const spot = files.named(file);
      if (spot.stat) replaceFile(spot.folder, spot.name, spot.stat, Buffer.from('second'));
      else createFile(spot.folder, spot.name, Buffer.from('first'));
    };
    const append: Act = (files, { path: file }) => {
      const spot = files.named(file);
      appendToFile(spot.folder, spot.name, Buffer.from('+'));
    };
    expect(act(write, 'a')).toBeUndefined();
    expect(fs.readFileSync(path.join(folder, 'a'), 'utf8')).toBe('first');
    expect(act(write, 'a')).toBeUndefined();
    expect(act(append, 'a')).toBeUndefined();
    expect(fs.readFileSync(path.join(folder, 'a'), 'utf8')).toBe('second+');
    expect(fs.readdirSync(folder)).toEqual(['a']);
  });
});

describe.skipIf(onlyLinux)('left to a helper, with nothing changed', () => {
  test('an operation that only helpers have, without a look at the mounts', async () => {
    const { inline } = setUp();
    const looks = vi.mocked(MountTable.prototype.read);
    for (const [operation, asks] of [
      ['locate', true],
      ['query', false],
    ] as const) {
      await inline.run(operation, { path: '.' }, call);
      looks.mockClear();
      expect((await inline.run(operation, { path: '.' }, call)) !== undefined).toBe(asks);
      expect(looks.mock.calls.length > 0).toBe(asks);
    }
  });

  test('a mount point, however it is reached, and everything below it', () => {
    const { act, folder } = setUp();
    fs.mkdirSync(path.join(folder, 'm/in'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'm/in/a'), 'a');
    fs.writeFileSync(path.join(folder, 'file'), 'a');
    fs.symlinkSync('m/in/a', path.join(folder, 'link'));
    expect([act(read, 'm/in/a'), act(list, 'm'), act(find, 'm'), act(read, 'file')]).toEqual(['a', 1, 'folder', 'a']);
    mounts.points = [path.join(folder, 'm'), path.join(folder, 'file')];
    for (const [operation, file] of [
      [read, 'm/in/a'],
      [read, path.join(folder, 'm/in/a')],
      [list, 'm'],
      [list, 'm/in'],
      [find, 'm'],
      [read, 'file'],
      [find, 'link'],
      [read, 'link'],
    ] as const)
      expect(act(operation, file), file).toBe(operation === find && file === 'link' ? 'link' : 'left');
    expect(act(list, '.')).toBe(3);
  });

  test('a folder on a file system that is not local', () => {
    const { act, folder, inline } = setUp();
    fs.writeFileSync(path.join(folder, 'a'), 'a');
    for (const point of [folder, path.dirname(folder), '/']) {
      mounts.points = [point];
      expect(act(read, 'a')).toBe('left');
    }
    mounts.points = [];
    expect(act(read, 'a')).toBe('a');
    inline.close();
  });

  test('everything, where the system has no table of mounts, as on macOS and Windows', () => {
    const { act, folder } = setUp();
    fs.writeFileSync(path.join(folder, 'a'), 'a');
    expect(act(read, 'a')).toBe('a');
    vi.spyOn(MountTable.prototype, 'read').mockReturnValue(undefined);
    for (const operation of [read, list, find]) expect(act(operation, 'a')).toBe('left');
    expect(openFolders(folder)).toBe(0);
  });

  test('every relative path, if one of the folders is not local', () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    const { act } = setUp([one, two]);
    fs.writeFileSync(path.join(one, 'a'), 'a');
    mounts.points = [two];
    expect(act(read, 'a')).toBe('left');
    expect(act(read, path.join(one, 'a'))).toBe('a');
    expect(act(read, path.join(two, 'a'))).toBe('left');
  });

  test('links on the way, and links that lead up or to an absolute path', () => {
    const { act, folder } = setUp();
    fs.mkdirSync(path.join(folder, 'd'));
    fs.writeFileSync(path.join(folder, 'd/a'), 'a');
    fs.symlinkSync('d', path.join(folder, 'l'));
    fs.symlinkSync(folder, path.join(folder, 'up'));
    fs.symlinkSync('../d', path.join(folder, 'd/back'));
    expect([act(read, 'l/a'), act(read, 'up/d/a'), act(list, 'up'), act(list, 'd/back')]).toEqual(
      Array(4).fill('left'),
    );
    // A link to a name below its folder is looked up name by name, like any other path.
    expect(act(list, 'l')).toBe(2);
  });

  test('a file without blocks, which may have to be fetched', () => {
    const { act, folder } = setUp();
    const fd = fs.openSync(path.join(folder, 'cloud'), 'w');
    fs.ftruncateSync(fd, 1000);
    fs.closeSync(fd);
    expect(act(read, 'cloud')).toBe('left');
  });

  test('a large file, and a folder with many entries', () => {
    const { act, folder } = setUp();
    fs.writeFileSync(path.join(folder, 'large'), Buffer.alloc(1024 * 1024 + 1, 'x'));
    fs.mkdirSync(path.join(folder, 'many'));
    for (let i = 0; i <= 2_000; i++) fs.closeSync(fs.openSync(path.join(folder, `many/${i}`), 'w'));
    expect([act(read, 'large'), act(list, 'many')]).toEqual(['left', 'left']);
    fs.unlinkSync(path.join(folder, 'many/0'));
    expect(act(list, 'many')).toBe(2_000);
  });

  test('an operation that wants to wait, before it starts to', () => {
    const { act } = setUp();
    const seen: string[] = [];
    const waits: Act = function* () {
      try {
        yield async () => void seen.push('waited');
      } finally {
        seen.push('cleaned up');
      }
    };
    expect(act(waits, '.')).toBe('left');
    expect(seen).toEqual(['cleaned up']);
  });

  test('an operation that takes long', () => {
    const { act } = setUp();
    const endless: Act = function* () {
      for (;;) {
        vi.advanceTimersByTime(1);
        yield;
      }
    };
    expect(act(endless, '.')).toBe('left');
  });

  test('one that swallows the reason', () => {
    const { act, folder } = setUp();
    fs.symlinkSync(folder, path.join(folder, 'l'));
    const careless: Act = (files) => {
      try {
        return files.folder('l').entries();
      } catch {
        return 'wrong';
      }
    };
    expect(act(careless, '.')).toBe('left');
  });

  test('a replacement whose attributes a program has to copy', () => {
    const { act, folder } = setUp();
    fs.writeFileSync(path.join(folder, 'a'), 'of another program');
    const write: Act = (files, { path: file }) => {
      const spot = files.named(file);
      if (spot.stat) replaceFile(spot.folder, spot.name, spot.stat, Buffer.from('new'));
    };
    expect(act(write, 'a')).toBe('left');
    expect(fs.readFileSync(path.join(folder, 'a'), 'utf8')).toBe('of another program');
    expect(fs.readdirSync(folder)).toEqual(['a']);
  });
});

test.skipIf(onlyLinux)('an operation that reached a limit is not tried here again for a minute', async () => {
  const folder = temporaryFolder();
  for (const [name, size] of [
    ['large', 1024 * 1024 + 1],
    ['small', 1],
  ] as const)
    fs.writeFileSync(path.join(folder, name), Buffer.alloc(size, 'x'));
  const tried: string[] = [];
  const counted: Act = (files, params, job) => {
    tried.push(params.path);
    return read(files, params, job);
  };
  const inline = new Inline([rootAt(folder)], undefined, { load: async () => ({ counted }) });
  onTestFinished(() => inline.close());
  const run = (file: string) => inline.run('counted', { path: file }, call);
  for (const file of ['large', 'small', 'large', 'small']) await run(file);
  expect(tried).toEqual(['large', 'small', 'small']);
  vi.advanceTimersByTime(60_001);
  expect(await run('large')).toBeUndefined();
  expect(tried).toEqual(['large', 'small', 'small', 'large']);
});

describe.skipIf(onlyLinux)('never waits', () => {
  test('for a pipe', () => {
    const { act, folder } = setUp();
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    expect(() => act(read, 'pipe')).toThrow('pipe, socket or device');
    expect(act(find, 'pipe')).toBe('other');
  });

  test('but continues if only other programs made it slow', () => {
    const { act, folder } = setUp();
    fs.writeFileSync(path.join(folder, 'a'), 'a');
    let kept = 0;
    vi.spyOn(RunDelay.prototype, 'get').mockImplementation(() => kept);
    const preempted: Act = (files) => {
      vi.advanceTimersByTime(10_000);
      kept = 10_000;
      // Enough looks for the time to be checked.
      for (let i = 0; i < 40; i++) files.spot('a');
      return 'done';
    };
    expect(act(preempted, 'a')).toBe('done');
    expect(act(preempted, 'a')).toBe('done');
    expect(act(read, 'a')).toBe('a');
    kept = 9_000;
    const stopped: Act = (files) => {
      vi.advanceTimersByTime(10_000);
      for (let i = 0; i < 40; i++) files.spot('a');
      return 'done';
    };
    expect(act(stopped, 'a')).toBe('left');
  });

  test('for a disk that was slow once: its folders go to helpers for a while', () => {
    const { act, folder } = setUp();
    fs.writeFileSync(path.join(folder, 'a'), 'a');
    const slow: Act = (files) => {
      files.folder('.');
      vi.advanceTimersByTime(60);
      return 'done';
    };
    // Its first run may compile its code.
    expect(act(slow, '.')).toBe('done');
    expect(act(slow, '.')).toBe('done');
    expect(act(read, 'a')).toBe('left');
    vi.advanceTimersByTime(4_900);
    expect(act(read, 'a')).toBe('left');
    vi.advanceTimersByTime(200);
    expect(act(read, 'a')).toBe('a');
    // A disk that stopped for ten seconds is left alone for longer.
    const stopped: Act = (files) => {
      files.folder('.');
      vi.advanceTimersByTime(10_000);
    };
    act(stopped, '.');
    vi.advanceTimersByTime(190_000);
    expect(act(read, 'a')).toBe('left');
    vi.advanceTimersByTime(20_000);
    expect(act(read, 'a')).toBe('a');
  });

  test('work that outlives its operation cannot touch the disk', async () => {
    const { act, folder } = setUp();
    fs.writeFileSync(path.join(folder, 'a'), 'a');
    let later: Promise<unknown> | undefined;
    const early: Act = (files) => {
      later = Promise.resolve().then(() => files.file('a').readAll(10));
      return 'done';
    };
    expect(act(early, '.')).toBe('done');
    await expect(later).rejects.toBeInstanceOf(Error);
  });
});

describe.skipIf(onlyLinux)('folders', () => {
  test('are let go after a minute without a call, and held again by the next one', () => {
    const { act, folder } = setUp();
    fs.writeFileSync(path.join(folder, 'a'), 'a');
    act(read, 'a');
    expect(openFolders(folder)).toBe(1);
    vi.advanceTimersByTime(59_000);
    act(read, 'a');
    vi.advanceTimersByTime(59_000);
    expect(openFolders(folder)).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(openFolders(folder)).toBe(0);
    expect(act(read, 'a')).toBe('a');
  });

  test('that were replaced are left to a helper, which says so', () => {
    const { act, folder } = setUp();
    act(list, '.');
    fs.renameSync(folder, `${folder}.away`);
    onTestFinished(() => fs.rmSync(`${folder}.away`, { recursive: true }));
    expect(act(list, '.')).toBe('left');
    fs.mkdirSync(folder);
    expect(act(list, '.')).toBe('left');
  });
});
