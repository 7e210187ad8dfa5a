import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { grouped } from '@mcp-reference/kit';
import { describe, expect, test } from 'vitest';
import { box } from './fixtures.ts';
import { start } from './start.ts';

describe('undo', () => {
  test('takes back edits, writes, moves and deletions, the newest first', async () => {
    const { folder, put, at, has, text } = box();
    put('src/app.ts', 'one\r\n');
    put('b.txt', 'b');
    const session = await start([folder], { undo: true });
    await session.call('edit_file', { path: 'src/app.ts', edits: [{ oldText: 'one', newText: 'two' }] });
    await session.call('write_file', { path: 'new.txt', content: 'n' });
    await session.call('move_file', { source: 'b.txt', destination: 'c.txt' });
    const gone = await session.call('delete_path', { path: 'src', recursive: true });
    expect(gone.text).toBe('Deleted src with 1 file and 0 folders, 5 B; it is in the trash, and undo brings it back.');
    expect(has('src')).toBe(false);
    expect((await session.call('undo', { count: 9, dryRun: true })).text).toMatch(/^\[4 changes can be undone\]/);
    expect((await session.call('undo', {})).text).toMatch(/delete_path.*\n {2}brought back /);
    expect(text('src/app.ts')).toBe('two\r\n');
    expect((await session.call('undo', { count: 9 })).text).toMatch(/^\[Undone: 3 changes\]/);
    expect([text('src/app.ts'), has('new.txt'), has('c.txt'), text('b.txt')]).toEqual(['one\r\n', false, false, 'b']);
    expect(await session.call('undo', {})).toMatchObject({ isError: true, code: 'not_found' });
    expect(existsSync(at('src/app.ts'))).toBe(true);
  });

  test('says how many older changes there are, and is answered however many steps it undid', async () => {
    const { folder } = box();
    const session = await start([folder], { undo: true });
    const names = Array.from({ length: 60 }, (_, i) => `${'long-'.repeat(10)}${i}.txt`);
    for (let n = 0; n < 20; n++) {
      const files = names.map((name) => ({ path: `${n}/${name}`, content: 'x' }));
      expect(await session.call('write_multiple_files', { files })).toMatchObject({ isError: false });
    }
    const one = await session.call('undo', { dryRun: true });
    expect(one.text).toMatch(/^\[1 change can be undone; 19 older ones not shown; 1[01] steps not listed\]\n/);
    expect((await session.call('undo', { count: 20, dryRun: true })).text).toMatch(/^\[20 changes can be undone; \d/);
    const all = await session.call('undo', { count: 20 });
    expect(all.isError, all.text).toBe(false);
    const [head = '', ...lines] = all.text.split('\n');
    expect(readdirSync(folder)).toEqual([]);
    expect(lines.filter((line) => line.includes('write_multiple_files'))).toHaveLength(20);
    const listed = lines.filter((line) => line.startsWith('  removed ')).length;
    const left = lines.flatMap((line) => Number(/^ {2}\.\.\. and (\d+) more steps?$/.exec(line)?.[1] ?? 0));
    const unlisted = left.reduce((sum, number) => sum + number, 0);
    // The files, and the folder of each change.
    expect(listed + unlisted).toBe(20 * 61);
    expect(head).toBe(`[Undone: 20 changes; ${grouped(unlisted)} steps not listed]`);
    expect(all.text.length).toBeLessThanOrEqual(24_000);
  });

  test('gives a file the time of its old content back', async () => {
    const { folder, put, at } = box();
    const session = await start([folder], { undo: true });
    const time = new Date('2020-02-02T02:02:02Z');
    for (const [tool, args] of [
      ['write_file', { path: 'a.txt', content: 'two' }],
      ['write_file', { path: 'a.txt', content: 'more', mode: 'append' }],
      ['edit_file', { path: 'a.txt', edits: [{ oldText: 'one', newText: 'two' }] }],
      ['replace_text', { path: '.', pattern: 'one', replacement: 'two', dryRun: false }],
    ] as const) {
      put('a.txt', 'one');
      utimesSync(at('a.txt'), time, time);
      expect(await session.call(tool, args)).toMatchObject({ isError: false });
      expect(statSync(at('a.txt')).mtime > time).toBe(true);
      expect(await session.call('undo', {})).toMatchObject({ isError: false });
      expect(statSync(at('a.txt')).mtime).toEqual(time);
      expect(readFileSync(at('a.txt'), 'utf8')).toBe('one');
    }
  });

  test('takes back a copy that was deleted and brought back', async () => {
    const { folder, put, has } = box();
    put('d/a.txt', 'one');
    const session = await start([folder], { undo: true });
    await session.call('copy_file', { source: 'd', destination: 'copy' });
    await session.call('delete_path', { path: 'copy', recursive: true });
    expect((await session.call('undo', {})).text).toMatch(/delete_path/);
    expect((await session.call('undo', {})).text).toMatch(/copy_file/);
    expect([has('copy'), has('d/a.txt')]).toEqual([false, true]);
  });

  test('survives a restart, and refuses when the file has changed since', async () => {
    const { folder, put, at } = box();
    put('a.txt', 'one');
    const first = await start([folder], { undo: true });
    await first.call('write_file', { path: 'a.txt', content: 'two' });
    await first.close();
    const session = await start([folder], { undo: true });
    writeFileSync(at('a.txt'), 'theirs');
    expect(await session.call('undo', {})).toMatchObject({
      code: 'conflict',
      text: expect.stringContaining('has changed since'),
    });
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('theirs');
    writeFileSync(at('a.txt'), 'two');
    expect((await session.call('undo', {})).isError).toBe(false);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('one');
  });

  test('knows nothing of changes in other folders', async () => {
    const [one, other] = [box(), box()];
    const first = await start([one.folder], { undo: true });
    await first.call('write_file', { path: 'a.txt', content: 'a' });
    const session = await start([other.folder], { undo: true });
    expect(await session.call('undo', {})).toMatchObject({ isError: true, code: 'not_found' });
    expect(one.text('a.txt')).toBe('a');
  });

  test('with --no-undo nothing is kept, and deleting asks about the real path', async () => {
    const { folder, put, has } = box();
    put('src/a.txt', 'a');
    put('node_modules (regenerated)/x', 'x');
    const session = await start([folder]);
    const path = 'node_modules (regenerated)/../src';
    const asked = await session.call('delete_path', { path, recursive: true });
    expect(asked).toMatchObject({ isError: true, code: 'denied' });
    expect(asked.text).toContain(`Delete the folder "${folder}/src" with 1 file and 0 folders`);
    expect(has('src/a.txt')).toBe(true);
    expect(await session.call('undo', {})).toMatchObject({ isError: true, code: 'unsupported' });
  });
});
