// What undo has to know beyond single files: folders, copies, archives, large files, changes that touch a path twice.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { zipOf } from './archive-zip.ts';
import { box, type Box } from './fixtures.ts';
import { start } from './start.ts';

/** Everything below a folder with its content, as other programs see it. */
const state = ({ folder }: Box): string =>
  execFileSync('sh', ['-c', 'find . -printf "%y %p %l\\n" | sort; find . -type f -exec sha256sum {} + | sort'], {
    cwd: folder,
  }).toString();

const started = async (mine: Box, flags: string[] = []) => start([mine.folder], { undo: true, flags });

test('every tool that changes something is undone', async () => {
  const mine = box();
  mine.put('a.txt', 'one\r\n');
  mine.put('d/b.txt', 'one\n');
  mine.put('d/sub/c.txt', 'one\n');
  mkdirSync(mine.at('empty'));
  const zipped = ['a.txt', 'd/b.txt', 'd/sub/c.txt'].map((name) => ({ name, content: mine.bytes(name) }));
  mine.put('in.zip', zipOf(zipped));
  const before = state(mine);
  const session = await started(mine, ['--toolsets', 'default,archive']);
  // One after the other in one folder, which is as before after each.
  for (const [tool, args] of [
    ['write_file', { path: 'made/on/the/way.txt', content: 'x' }],
    ['write_file', { path: 'a.txt', content: 'more', mode: 'append' }],
    [
      'write_multiple_files',
      {
        files: [
          { path: 'n/1.txt', content: '1' },
          { path: 'a.txt', content: 'two' },
          { path: 'a.txt', content: 'three' },
        ],
      },
    ],
    ['edit_file', { path: 'a.txt', edits: [{ oldText: 'one', newText: 'two' }] }],
    ['replace_text', { path: '.', pattern: 'one', replacement: 'two', dryRun: false }],
    ['create_directory', { path: 'x/y/z' }],
    ['copy_file', { source: 'd', destination: 'copy' }],
    ['copy_file', { source: 'a.txt', destination: 'a2.txt' }],
    ['move_file', { source: 'd', destination: 'moved' }],
    [
      'move_multiple_files',
      {
        moves: [
          { source: 'a.txt', destination: 'd/a.txt' },
          { source: 'd/sub', destination: 'sub' },
        ],
      },
    ],
    ['delete_path', { path: 'd', recursive: true }],
    ['create_archive', { source: ['d', 'a.txt'], destination: 'new.zip' }],
    ['extract_archive', { path: 'in.zip', destination: 'out/of' }],
    ['extract_archive', { path: 'in.zip', destination: 'empty' }],
  ] as [string, Record<string, unknown>][]) {
    const what = `${tool} ${JSON.stringify(args)}`;
    const done = await session.call(tool, args);
    expect(done.isError, `${what}: ${done.text}`).toBe(false);
    expect(state(mine), what).not.toBe(before);
    const foreseen = await session.call('undo', { dryRun: true });
    const undone = await session.call('undo', {});
    expect(undone.isError, `${what}: ${undone.text}`).toBe(false);
    expect(foreseen.text.split('\n').slice(1), what).toEqual(undone.text.split('\n').slice(1));
    expect(state(mine), what).toBe(before);
    expect(await session.call('undo', {}), what).toMatchObject({ code: 'not_found' });
  }
});

describe('undo refuses, and changes nothing', () => {
  test.each<[string, string, Record<string, unknown>, (mine: Box) => void]>([
    [
      'a copy that was added to',
      'copy_file',
      { source: 'd', destination: 'copy' },
      (mine) => mine.put('copy/theirs.txt', 't'),
    ],
    [
      'a file that was appended to again',
      'write_file',
      { path: 'a.txt', content: 'x', mode: 'append' },
      (mine) => appendFileSync(mine.at('a.txt'), 'y'),
    ],
    [
      'a second step that no longer fits',
      'replace_text',
      { path: '.', pattern: 'one', replacement: 'two', dryRun: false },
      (mine) => writeFileSync(mine.at('d/b.txt'), 'theirs'),
    ],
    [
      'a name that was taken again',
      'move_file',
      { source: 'a.txt', destination: 'm.txt' },
      (mine) => mine.put('a.txt', 'theirs'),
    ],
  ])('%s', async (_, tool, args, theirs) => {
    const mine = box();
    mine.put('a.txt', 'one\n');
    mine.put('d/b.txt', 'one\n');
    const session = await started(mine);
    expect((await session.call(tool, args)).isError).toBe(false);
    theirs(mine);
    const before = state(mine);
    for (const dryRun of [true, false])
      expect(await session.call('undo', { dryRun })).toMatchObject({ isError: true, code: 'conflict' });
    expect(state(mine)).toBe(before);
  });

  test('a change below a folder that leads out now, and does not take back an older one instead', async () => {
    const [mine, other] = [box(), box()];
    mine.put('a.txt', 'one\n');
    mine.put('d/b.txt', 'one\n');
    const session = await started(mine);
    await session.call('write_file', { path: 'a.txt', content: 'older' });
    await session.call('write_file', { path: 'd/b.txt', content: 'newer' });
    renameSync(mine.at('d'), other.at('d'));
    symlinkSync(other.at('d'), mine.at('d'));
    for (const dryRun of [true, false])
      expect(await session.call('undo', { dryRun })).toMatchObject({
        isError: true,
        text: expect.stringMatching(
          /^The change \w+ \(write_file\) cannot be undone: .*leads outside.*Nothing was undone\.$/s,
        ),
      });
    expect([mine, other].map((one) => readFileSync(one.at(one === mine ? 'a.txt' : 'd/b.txt'), 'utf8'))).toEqual([
      'older',
      'newer',
    ]);
  });

  test('a trash that was emptied', async () => {
    const mine = box();
    mine.put('a.txt', 'one\n');
    const session = await started(mine);
    await session.call('delete_path', { path: 'a.txt' });
    rmSync(path.join(process.env['XDG_DATA_HOME'] ?? '', 'Trash'), { recursive: true });
    expect(await session.call('undo', {})).toMatchObject({
      code: 'not_found',
      text: expect.stringContaining('no longer in the trash'),
    });
  });

  test('a folder that is not empty stays, and the answer says so', async () => {
    const mine = box();
    const session = await started(mine);
    await session.call('write_file', { path: 'made/a.txt', content: 'a' });
    mine.put('made/theirs.txt', 't');
    const undone = await session.call('undo', {});
    expect(undone.text).toContain(`kept the folder ${mine.at('made')}, which is not empty`);
    expect([mine.has('made/a.txt'), mine.text('made/theirs.txt')]).toEqual([false, 't']);
  });
});

describe('a file of more than 64 MB', () => {
  const large = 70 * 1024 * 1024;
  test('is replaced only after the user was told that this cannot be undone', async () => {
    const mine = box();
    mine.put('large.bin');
    truncateSync(mine.at('large.bin'), large);
    const session = await started(mine);
    for (const [tool, args] of [
      ['write_file', { path: 'large.bin', content: 'x' }],
      [
        'write_multiple_files',
        {
          files: [
            { path: 'small.txt', content: 'x' },
            { path: 'large.bin', content: 'x' },
          ],
        },
      ],
    ] as const) {
      const asked = await session.call(tool, args);
      expect(asked).toMatchObject({ isError: true, code: 'denied' });
      expect(asked.text).toContain(
        `Replace the file "${mine.at('large.bin')}" (73 MB)? It is too large to be kept, so this cannot be undone.`,
      );
      expect([readFileSync(mine.at('large.bin')).length, mine.has('small.txt')]).toEqual([large, false]);
    }
    const asked = await session.call('write_file', { path: 'large.bin', content: 'x' });
    const confirm = /confirm: "(.*)"/s.exec(asked.text)?.[1]?.replaceAll('\\"', '"');
    const agreed = await session.call('write_file', { path: 'large.bin', content: 'x', confirm });
    expect(agreed.isError, agreed.text).toBe(false);
    expect(mine.text('large.bin')).toBe('x');
  });

  test('is appended to and moved without asking, and undo takes that back', async () => {
    const mine = box();
    mine.put('large.bin');
    truncateSync(mine.at('large.bin'), large);
    const before = state(mine);
    const session = await started(mine);
    await session.call('write_file', { path: 'large.bin', content: 'more', mode: 'append' });
    await session.call('move_file', { source: 'large.bin', destination: 'moved.bin' });
    expect((await session.call('undo', { count: 2, dryRun: true })).text).toMatch(/^\[2 changes can be undone\]/);
    const undone = await session.call('undo', { count: 2 });
    expect(undone.isError, undone.text).toBe(false);
    expect(state(mine)).toBe(before);
  });
});

describe('small contents, which the list of changes holds itself', () => {
  test('come back one by one, also after a restart', async () => {
    const [mine, own] = [box(), box()];
    const contents = ['one', '', 'é\u{1f600}\n'.repeat(300), 'x'.repeat(4_096), 'x'.repeat(4_097), 'last'];
    const options = { undo: true, env: { XDG_STATE_HOME: own.folder } };
    const first = await start([mine.folder], options);
    for (const content of contents) await first.call('write_file', { path: 'a.txt', content });
    await first.close();
    expect(readdirSync(own.at('mcp-reference/filesystem/contents'))).toHaveLength(1);
    const second = await start([mine.folder], options);
    for (const content of contents.slice(0, -1).toReversed()) {
      const undone = await second.call('undo', {});
      expect(undone.isError, undone.text).toBe(false);
      expect(mine.text('a.txt')).toBe(content);
    }
  });

  test('are said to be lost where the list cannot be written', async () => {
    const [mine, own] = [box(), box()];
    mkdirSync(own.at('mcp-reference/filesystem/changes.jsonl'), { recursive: true });
    mine.put('a.txt', 'old');
    const session = await start([mine.folder], { undo: true, env: { XDG_STATE_HOME: own.folder } });
    const { text } = await session.call('write_file', { path: 'a.txt', content: 'new' });
    expect(text).toMatch(/undo cannot restore the old content of it, which could not be kept/);
    expect((await session.call('write_file', { path: 'b.txt', content: 'new' })).text).not.toMatch(/undo/);
  });
});

test('entries of another version are passed over', async () => {
  const [mine, own] = [box(), box()];
  const session = await start([mine.folder], { undo: true, env: { XDG_STATE_HOME: own.folder } });
  await session.call('write_file', { path: 'a.txt', content: 'a' });
  const entries = [
    '{"content":"of another form"}',
    '7',
    'null',
    '{"id":"ffffffff","time":1,"tool":"x","steps":[{"did":"y"}]}',
  ];
  appendFileSync(own.at('mcp-reference/filesystem/changes.jsonl'), `${entries.join('\n')}\n{"cut off`);
  const undone = await session.call('undo', {});
  expect(undone.isError, undone.text).toBe(false);
  expect(mine.has('a.txt')).toBe(false);
});

describe('the list of changes in an allowed folder', () => {
  test('cannot be used to bring in a file from outside', async () => {
    const [mine, outside] = [box(), box()];
    outside.put('secret.txt', 'secret');
    const session = await start([mine.folder], { undo: true, env: { XDG_STATE_HOME: mine.at('state') } });
    await session.call('write_file', { path: 'a.txt', content: 'a' });
    const list = mine.at('state/mcp-reference/filesystem/changes.jsonl');
    expect(existsSync(list)).toBe(true);
    const steps = [{ did: 'trash', path: mine.at('stolen.txt'), target: outside.at('secret.txt') }];
    appendFileSync(list, `${JSON.stringify({ id: 'ffffffff', time: Date.now(), tool: 'delete_path', steps })}\n`);
    const undone = await session.call('undo', { id: 'ffffffff' });
    expect(undone.isError, undone.text).toBe(true);
    expect([mine.has('stolen.txt'), outside.text('secret.txt')]).toEqual([false, 'secret']);
    // Control: an entry of the trash does come back this way.
    mine.put('b.txt', 'b');
    await session.call('delete_path', { path: 'b.txt' });
    expect((await session.call('undo', {})).isError).toBe(false);
    expect(mine.text('b.txt')).toBe('b');
    renameSync(mine.at('b.txt'), mine.at('c.txt'));
  });
});
