// What disks do to files: attributes, access control lists, full disks, mount points. The system itself is the oracle:
// python3 sets and reads attributes, mount(8) makes disks of 1 MB.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputOf, runProgram } from '@mcp-reference/kit/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { box, sharedBox, startShared } from './fixtures.ts';

const linux = process.platform === 'linux';
/** The interpreter itself: `python3` can be a script that looks for it each time. Undefined where it has no attributes. */
const python = linux ? pythonWithAttributes() : undefined;
const isRoot = process.getuid?.() === 0;

const { folder, at, put, text } = sharedBox();

function pythonWithAttributes(): string | undefined {
  const { status, stdout } = runProgram('python3', ['-c', 'import os,sys; os.listxattr; print(sys.executable)']);
  return status === 0 ? stdout.toString().trim() : undefined;
}

/** Runs a line of Python. */
const inPython = (line: string, ...args: string[]): string =>
  outputOf(python ?? '', ['-c', `import os,sys,json; ${line}`, ...args]).toString();

/** A disk of 1 MB, unmounted with the file; undefined where this user may not mount. */
function smallDisk(): string | undefined {
  const place = at('small');
  mkdirSync(place);
  if (!linux || !isRoot || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', place]).status !== 0)
    return undefined;
  afterAll(() => spawnSync('umount', ['-l', place]));
  return place;
}

const small = smallDisk();
const there = existsSync('/dev/shm') ? sharedBox('/dev/shm') : undefined;
const server = await startShared([folder], { flags: ['--toolsets', 'default,archive'] });
const both = there ? await startShared([folder, there.folder]) : server;
const call = (tool: string, args: Record<string, unknown>) => server.call(tool, args);

const attributes = (file: string): unknown =>
  JSON.parse(
    inPython(
      'print(json.dumps({n: os.getxattr(sys.argv[1], n).hex() for n in sorted(os.listxattr(sys.argv[1]))}))',
      file,
    ),
  );
const setAttribute = (file: string, name: string, value: Buffer): void =>
  void inPython('os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))', file, name, value.toString('hex'));
const removeAttribute = (file: string, name: string): void =>
  void inPython('os.removexattr(sys.argv[1], sys.argv[2])', file, name);

/** An access control list as acl(5) stores it: the owner may write, the user 1234 and the group may read. */
function accessList(): Buffer {
  const everyone = 0xffff_ffff;
  const entries = [
    [0x01, 6, everyone],
    [0x02, 4, 1234],
    [0x04, 4, everyone],
    [0x10, 4, everyone],
    [0x20, 0, everyone],
  ];
  const list = Buffer.alloc(4 + entries.length * 8);
  list.writeUInt32LE(2, 0);
  for (const [index, [tag = 0, permissions = 0, id = 0]] of entries.entries()) {
    list.writeUInt16LE(tag, 4 + index * 8);
    list.writeUInt16LE(permissions, 6 + index * 8);
    list.writeUInt32LE(id, 8 + index * 8);
  }
  return list;
}

describe.runIf(python !== undefined)('attributes and access control lists', () => {
  const note = Buffer.from('hello');

  test('survive an edit, a write and a replacement', async () => {
    put('noted.txt', 'one\n');
    setAttribute(at('noted.txt'), 'user.note', note);
    setAttribute(at('noted.txt'), 'system.posix_acl_access', accessList());
    const before = [attributes(at('noted.txt')), statSync(at('noted.txt')).mode];
    for (const [tool, args] of [
      ['edit_file', { edits: [{ oldText: 'one', newText: 'two' }] }],
      ['write_file', { content: 'three\n' }],
      ['replace_text', { pattern: 'three', replacement: 'four', dryRun: false }],
    ] as const) {
      const done = await call(tool, { path: 'noted.txt', ...args });
      expect(done.isError, done.text).toBe(false);
      expect([attributes(at('noted.txt')), statSync(at('noted.txt')).mode], tool).toEqual(before);
    }
    expect(text('noted.txt')).toBe('four\n');
  });

  test('are noticed in a folder whose other files have none, also when they are set later', async () => {
    const names = ['plain', 'noted', 'listed', 'late', 'ü name'];
    for (const name of names) put(`mixed/${name}`, 'one\n');
    setAttribute(at('mixed/noted'), 'user.note', note);
    setAttribute(at('mixed/listed'), 'system.posix_acl_access', accessList());
    // Files that were changed a moment ago are looked at one by one.
    for (const name of names) while (Date.now() - statSync(at(`mixed/${name}`)).ctimeMs < 200);
    const write = async (name: string, content: string) => {
      const done = await call('write_file', { path: `mixed/${name}`, content });
      expect(done.isError, done.text).toBe(false);
    };
    await write('plain', 'two\n');
    setAttribute(at('mixed/late'), 'user.note', note);
    const before = names.map((name) => attributes(at(`mixed/${name}`)));
    for (const name of names) await write(name, 'three\n');
    expect(names.map((name) => attributes(at(`mixed/${name}`)))).toEqual(before);
    expect(before).toEqual([{}, expect.anything(), expect.anything(), expect.anything(), {}]);
    expect(names.map((name) => text(`mixed/${name}`))).toEqual(names.map(() => 'three\n'));
  });

  test('an edit gives a file no list that its folder hands to new files', async () => {
    mkdirSync(at('listed'));
    setAttribute(at('listed'), 'system.posix_acl_default', accessList());
    put('private.txt', 'one\n');
    chmodSync(at('private.txt'), 0o660);
    execFileSync('mv', [at('private.txt'), at('listed/private.txt')]);
    expect(attributes(at('listed/private.txt'))).toEqual({});
    await call('edit_file', { path: 'listed/private.txt', edits: [{ oldText: 'one', newText: 'two' }] });
    expect([text('listed/private.txt'), attributes(at('listed/private.txt'))]).toEqual(['two\n', {}]);
    expect(statSync(at('listed/private.txt')).mode & 0o777).toBe(0o660);
  });

  test('a list that a folder gets after its files were found plain reaches none of them', async () => {
    for (const name of ['a', 'b']) put(`later/${name}`, 'one\n');
    while (Date.now() - statSync(at('later')).ctimeMs < 200);
    const write = async (name: string, content: string) =>
      expect(await call('write_file', { path: `later/${name}`, content })).toMatchObject({ isError: false });
    await write('a', 'two\n');
    await write('b', 'two\n');
    setAttribute(at('later'), 'system.posix_acl_default', accessList());
    // Control: the system gives a new file the list.
    writeFileSync(at('later/new'), '');
    expect(attributes(at('later/new'))).not.toEqual({});
    for (const name of ['a', 'b']) await write(name, 'three\n');
    expect(['a', 'b'].map((name) => [text(`later/${name}`), attributes(at(`later/${name}`))])).toEqual([
      ['three\n', {}],
      ['three\n', {}],
    ]);
    removeAttribute(at('later'), 'system.posix_acl_default');
    await write('new', 'four\n');
    expect(attributes(at('later/new'))).not.toEqual({});
  });

  test.runIf(there)('go along to another disk, those of folders too', async () => {
    put('tree/deep ü/a.txt', 'a');
    mkdirSync(at('tree/plain'));
    setAttribute(at('tree'), 'user.note', note);
    setAttribute(at('tree/deep ü'), 'system.posix_acl_default', accessList());
    setAttribute(at('tree/deep ü/a.txt'), 'user.note', note);
    chmodSync(at('tree'), 0o2750);
    chmodSync(at('tree/deep ü/a.txt'), 0o4751);
    const then = new Date('2021-01-01T00:00:00Z');
    for (const name of ['tree/deep ü/a.txt', 'tree/deep ü', 'tree/plain', 'tree']) utimesSync(at(name), then, then);
    const names = ['tree', 'tree/deep ü', 'tree/deep ü/a.txt', 'tree/plain'];
    const state = (place: string) =>
      names.map((name) => {
        const { mode, mtimeMs } = statSync(path.join(place, name));
        return [attributes(path.join(place, name)), mode, mtimeMs];
      });
    const before = state(folder);
    const moved = await both.call('move_file', { source: at('tree'), destination: there?.at('tree') });
    expect(moved.isError, moved.text).toBe(false);
    expect(state(there?.folder ?? '')).toEqual(before);
    expect(existsSync(at('tree'))).toBe(false);
  });
});

describe.runIf(small)('a full disk', () => {
  const onDisk = (name: string) => path.join(small ?? '', name);
  const big = 'x'.repeat(3_000_000);
  const everything = () => execFileSync('find', ['.', '-printf', '%p %s %l\n'], { cwd: small }).toString();

  test.each([
    ['write_file', { path: 'small/new.txt', content: big }],
    ['write_file', { path: 'small/made/on the way/new.txt', content: big }],
    ['write_file', { path: 'small/keep.txt', content: big }],
    ['write_file', { path: 'small/keep.txt', content: big, mode: 'append' }],
    ['write_file', { path: 'small/second-name.txt', content: big }],
    ['edit_file', { path: 'small/grows.txt', edits: [{ oldText: 'a', newText: 'a'.repeat(60), replaceAll: true }] }],
    ['copy_file', { source: 'large', destination: 'small/copy' }],
    ['move_file', { source: 'large', destination: 'small/moved' }],
    [
      'move_multiple_files',
      {
        moves: [
          { source: 'one.txt', destination: 'small/one.txt' },
          { source: 'large', destination: 'small/large' },
        ],
      },
    ],
    ['create_archive', { source: ['random.bin'], destination: 'small/new.zip' }],
    ['extract_archive', { path: 'random.zip', destination: 'small/out/of' }],
  ])('%s leaves it as it was and says that it is full', async (tool, args) => {
    writeFileSync(onDisk('keep.txt'), 'keep\n');
    if (!existsSync(onDisk('second-name.txt'))) linkSync(onDisk('keep.txt'), onDisk('second-name.txt'));
    writeFileSync(onDisk('grows.txt'), 'a\n'.repeat(20_000));
    put('one.txt', 'one');
    for (const n of [1, 2, 3, 4]) put(`large/${n}.bin`, 'y'.repeat(400_000));
    if (!existsSync(at('random.bin'))) {
      execFileSync('sh', ['-c', 'head -c 2000000 /dev/urandom > random.bin'], { cwd: folder });
      await call('create_archive', { source: ['random.bin', 'one.txt'], destination: 'random.zip' });
    }
    const before = everything();
    const answer = await call(tool, args);
    expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
    expect(answer.text).toMatch(/The disk that holds "small\/.*" is full/);
    expect(everything()).toBe(before);
    expect([text('one.txt'), readdirSync(at('large')).length]).toEqual(['one', 4]);
  });

  test('replace_text names the file that it could not change', async () => {
    writeFileSync(onDisk('many.txt'), 'b\n'.repeat(150_000));
    const args = { path: 'small', pattern: 'b', replacement: 'bbbbbbbbbb', dryRun: false };
    const answer = await call('replace_text', args);
    expect(answer.text).toMatch(
      /^\[0 replacements; nothing was written; 1 file could not be changed: small\/many\.txt: The disk/,
    );
    expect(statSync(onDisk('many.txt')).size).toBe(300_000);
  });

  test('a disk that was mounted read-only keeps everything, and the destination of a move stays free', async () => {
    writeFileSync(onDisk('keep.txt'), 'keep\n');
    execFileSync('mount', ['-o', 'remount,ro', small ?? '']);
    try {
      const moved = await call('move_file', { source: 'small/keep.txt', destination: 'kept.txt' });
      expect(moved).toMatchObject({ isError: true, text: expect.stringContaining('mounted read-only') });
      expect(await call('write_file', { path: 'small/keep.txt', content: 'x' })).toMatchObject({ code: 'denied' });
      expect([existsSync(at('kept.txt')), text('small/keep.txt')]).toEqual([false, 'keep\n']);
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', small ?? '']);
    }
  });
});

describe.runIf(small && there)('moves over two disks', () => {
  test('those that were made go back where they came from, whatever the relative paths mean by then', async () => {
    writeFileSync(at('one.txt'), 'one');
    const moves = [
      { source: 'one.txt', destination: path.join(small ?? '', 'one.txt') },
      { source: at('large'), destination: path.join(small ?? '', 'large') },
    ];
    const answer = await both.call('move_multiple_files', { moves });
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('Nothing was moved.') });
    expect([text('one.txt'), existsSync(path.join(small ?? '', 'one.txt'))]).toEqual(['one', false]);
  });
});

describe.runIf(small)('mount points', () => {
  test('a file that is one is written in place, and neither moved nor removed', async () => {
    const mine = box();
    mine.put('source.yaml', 'a: 1\n');
    mine.put('mounted.yaml');
    execFileSync('mount', ['--bind', mine.at('source.yaml'), mine.at('mounted.yaml')]);
    try {
      const session = await startShared([mine.folder]);
      const path = 'mounted.yaml';
      const steps = [
        ['edit_file', { path, edits: [{ oldText: 'a: 1', newText: 'a: 2' }] }, 'a: 2\n'],
        ['write_file', { path, content: 'b: 1\n' }, 'b: 1\n'],
        ['write_file', { path, content: 'c: 1\n', mode: 'append' }, 'b: 1\nc: 1\n'],
        ['replace_text', { path, pattern: '1', replacement: '2', dryRun: false }, 'b: 2\nc: 2\n'],
      ] as const;
      for (const [tool, args, expected] of steps) {
        const done = await session.call(tool, args);
        expect(done.isError, done.text).toBe(false);
        expect([mine.text('source.yaml'), mine.text(path)], tool).toEqual([expected, expected]);
      }
      const moved = await session.call('move_file', { source: path, destination: 'elsewhere.yaml' });
      expect(moved).toMatchObject({ isError: true, text: expect.stringContaining('is a mount point') });
      expect([mine.has('elsewhere.yaml'), mine.text('source.yaml')]).toEqual([false, 'b: 2\nc: 2\n']);
    } finally {
      execFileSync('umount', [mine.at('mounted.yaml')]);
    }
  });
});

describe.runIf(isRoot && linux && existsSync('/usr/bin/chattr'))('immutable files', () => {
  test('nothing changes them, and what was tried leaves nothing', async () => {
    put('fixed.txt', 'fixed\n');
    if (spawnSync('chattr', ['+i', at('fixed.txt')]).status !== 0) return;
    try {
      for (const [tool, args] of [
        ['edit_file', { path: at('fixed.txt'), edits: [{ oldText: 'fixed', newText: 'x' }] }],
        ['write_file', { path: at('fixed.txt'), content: 'x' }],
        ['move_file', { source: at('fixed.txt'), destination: at('loose.txt') }],
        ...(there ? [['move_file', { source: at('fixed.txt'), destination: there.at('loose.txt') }] as const] : []),
      ] as const) {
        expect(await both.call(tool, args), tool).toMatchObject({ isError: true, code: 'denied' });
        expect([text('fixed.txt'), existsSync(at('loose.txt')), there?.has('loose.txt') ?? false]).toEqual([
          'fixed\n',
          false,
          false,
        ]);
      }
    } finally {
      execFileSync('chattr', ['-i', at('fixed.txt')]);
    }
  });

  test('what only grows is added to, and neither replaced, moved nor taken back', async () => {
    put('grows.log', 'one\n');
    put('grows/a.txt', 'a\n');
    if (spawnSync('chattr', ['+a', at('grows.log'), at('grows')]).status !== 0) return;
    try {
      // Control: adding works.
      const added = { path: at('grows.log'), content: 'two\n', mode: 'append' };
      expect(await both.call('write_file', added)).toMatchObject({ isError: false });
      for (const [tool, args] of [
        ['write_file', { path: at('grows.log'), content: 'x' }],
        ['edit_file', { path: at('grows.log'), edits: [{ oldText: 'one', newText: 'x' }] }],
        ['move_file', { source: at('grows.log'), destination: at('loose.txt') }],
        ['move_file', { source: at('grows/a.txt'), destination: at('loose.txt') }],
        ...(there ? [['move_file', { source: at('grows'), destination: there.at('loose') }] as const] : []),
      ] as const) {
        const answer = await both.call(tool, args);
        expect(answer, tool).toMatchObject({ isError: true, code: 'denied' });
        expect(answer.text).toMatch(/lsattr/);
        expect([
          text('grows.log'),
          text('grows/a.txt'),
          existsSync(at('loose.txt')),
          there?.has('loose') ?? false,
        ]).toEqual(['one\ntwo\n', 'a\n', false, false]);
      }
    } finally {
      execFileSync('chattr', ['-a', at('grows.log'), at('grows')]);
    }
  });

  test('a folder that only grows keeps the temporary file of a write, which the answer names', async () => {
    put('only/old.txt', 'old\n');
    put('gone/old.txt', 'old\n');
    if (spawnSync('chattr', ['+a', at('only')]).status !== 0) return;
    const writes = (folder: string) =>
      [
        ['write_file', { path: at(`${folder}/new.txt`), content: 'new\n' }, 'was written.'],
        ['write_file', { path: at(`${folder}/old.txt`), content: 'newer\n' }, 'was written in place.'],
        ['copy_file', { source: at(`${folder}/old.txt`), destination: at(`${folder}/copy.txt`) }, 'was written.'],
        [
          'write_multiple_files',
          { files: ['x', 'y'].map((name) => ({ path: at(`${folder}/${name}.txt`), content: name })) },
          'Of 2 files no other was written.',
        ],
      ] as const;
    try {
      const names = () => readdirSync(at('only'));
      for (const [tool, args, done] of writes('only')) {
        const before = new Set(names());
        const { isError, text: said } = await both.call(tool, args);
        const [left, ...more] = names().filter((name) => !before.has(name) && !name.endsWith('.txt'));
        expect([isError, more], said).toEqual([true, []]);
        expect(said).toContain(done);
        expect(said).toContain(left);
        expect(said).not.toContain('Nothing was');
      }
      expect([text('only/new.txt'), text('only/old.txt'), text('only/copy.txt')]).toEqual([
        'new\n',
        'newer\n',
        'newer\n',
      ]);
    } finally {
      execFileSync('chattr', ['-a', at('only')]);
    }
    // Control: elsewhere nothing is left, and nothing is said.
    for (const [tool, args] of writes('gone'))
      expect(await both.call(tool, args)).toMatchObject({
        isError: false,
        text: expect.not.stringContaining('temporary'),
      });
    expect(readdirSync(at('gone')).toSorted()).toEqual(['copy.txt', 'new.txt', 'old.txt', 'x.txt', 'y.txt']);
  });
});
