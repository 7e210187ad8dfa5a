// The differences of macOS, on Linux: a server that takes itself for one there, in portable mode, in a folder that ignores case
// and the normal form of names. Plain system calls in the same folder are the oracle.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { startSession } from '@mcp-reference/kit/testing';
import { sharedBox } from '../fixtures.ts';
import { program } from '../start.ts';

describe.each([
  ['with hard links, like APFS', 'yes'],
  ['without hard links, like exFAT', 'no'],
])('a disk %s', async (_title, links) => {
  const { at, folder: disk } = sharedBox();
  const project = at('Project Größe');
  mkdirSync(project);
  writeFileSync(path.join(project, 'Notes.txt'), 'one\n');
  const pretend = new URL(`pretend.mjs?links=${links}&disk=${disk}`, import.meta.url).href;
  const session = await startSession({
    era: 'modern',
    args: ['--import', pretend, program, at('PROJECT größe')],
    env: { HOME: at('home'), MCP_FILESYSTEM_SANDBOX_MODE: 'portable' },
    answer: () => 'accept',
  });
  afterAll(() => session.close());
  const names = (): string[] => readdirSync(project).sort();
  const content = (name: string): string => readFileSync(path.join(project, name), 'utf8');
  const call = async (tool: string, args: Record<string, unknown>): Promise<string> => {
    const { isError, text } = await session.call(tool, args);
    expect(isError, text).toBe(false);
    return text;
  };

  test.each([
    ['as it is on the disk', project],
    ['as it was given', at('PROJECT größe')],
    ['in a third way', at('project GRÖßE')],
    ['decomposed', project.normalize('NFD')],
  ])('the allowed folder may be spelled %s', async (_how, spelled) => {
    expect(await call('read_text_file', { path: path.join(spelled, 'notes.TXT') })).toContain('one');
  });

  test('control: a folder whose name differs by more is outside', async () => {
    mkdirSync(at('Project Other'));
    writeFileSync(at('Project Other/secret.txt'), 'the secret');
    const answer = await session.call('read_text_file', { path: at('PROJECT OTHER/secret.txt') });
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(answer.text).not.toContain('the secret');
  });

  test('files are made, edited, moved, and moved back', async () => {
    await call('write_file', { path: path.join(project, 'new.md'), content: 'first\n' });
    await call('edit_file', { path: path.join(project, 'NEW.md'), edits: [{ oldText: 'first', newText: 'second' }] });
    expect(content('new.md')).toBe('second\n');
    await call('move_file', { source: path.join(project, 'new.md'), destination: path.join(project, 'moved.md') });
    expect(names()).toEqual(['Notes.txt', 'moved.md']);
    expect(content('moved.md')).toBe('second\n');
    await call('undo', {});
    expect(names()).toEqual(['Notes.txt', 'new.md']);
  });

  test('a name changes its case, and nothing else, and changes back', async () => {
    const rename = { source: path.join(project, 'Notes.txt'), destination: path.join(project, 'NOTES.txt') };
    await call('move_file', rename);
    expect(names()).toEqual(['NOTES.txt', 'new.md']);
    await call('undo', {});
    expect(names()).toEqual(['Notes.txt', 'new.md']);
    await call('move_file', rename);
    expect(names()).toEqual(['NOTES.txt', 'new.md']);
    expect(content('NOTES.txt')).toBe('one\n');
  });

  test('no file takes the place of one whose name differs in case', async () => {
    const source = path.join(project, 'new.md');
    const answer = await session.call('copy_file', { source, destination: path.join(project, 'notes.txt') });
    expect(answer).toMatchObject({ isError: true, code: 'conflict' });
    expect(content('NOTES.txt')).toBe('one\n');
  });

  test.skipIf(spawnSync('setfacl', ['--version']).status !== 0)('an edit keeps an access list', async () => {
    const file = path.join(project, 'listed.txt');
    writeFileSync(file, 'one\n', { mode: 0o640 });
    execFileSync('setfacl', ['-m', 'u:1234:r', file]);
    const before = [execFileSync('getfacl', ['-cp', file]).toString(), statSync(file).mode];
    const { ino } = statSync(file);
    await call('edit_file', { path: file, edits: [{ oldText: 'one', newText: 'second' }] });
    expect([execFileSync('getfacl', ['-cp', file]).toString(), statSync(file).mode]).toEqual(before);
    expect(content('listed.txt')).toBe('second\n');
    // Replaced as a whole: a reader of the old file never sees half of the new one.
    expect(statSync(file).ino).not.toBe(ino);
    expect(names().filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('a folder is found by either form of its name, and told as it is on the disk', async () => {
    mkdirSync(path.join(project, 'Café'.normalize('NFD')));
    writeFileSync(path.join(project, 'Café'.normalize('NFD'), 'menu.txt'), 'soup\n');
    expect(await call('read_text_file', { path: path.join(project, 'CAFÉ'.normalize('NFC'), 'menu.txt') })).toContain(
      'soup',
    );
    const found = await call('search_text', { path: path.join(project, 'Café'.normalize('NFC')), pattern: 'soup' });
    expect(found).toContain('menu.txt');
  });
});

describe('folders that the privacy settings protect', async () => {
  const { at, put, folder: disk } = sharedBox();
  put('Documents/diary.txt', 'needle: secret\n');
  put('Public/a.txt', 'needle: public\n');
  const pretend = (protectedPath: string): string =>
    new URL(`pretend.mjs?disk=${disk}&private=${protectedPath}`, import.meta.url).href;
  const start = async (args: readonly string[]) => {
    const env = { HOME: at('home'), MCP_FILESYSTEM_SANDBOX_MODE: 'portable' };
    const session = await startSession({
      era: 'modern',
      args: ['--import', pretend(at('Documents')), program, ...args],
      env,
    });
    onTestFinished(() => session.close());
    return session;
  };

  test('an error names the setting, and nothing is said to be missing or empty', async () => {
    const session = await start([disk]);
    for (const [tool, path] of [
      ['list_directory', 'Documents'],
      ['read_text_file', 'Documents/diary.txt'],
    ]) {
      const answer = await session.call(tool ?? '', { path });
      expect(answer).toMatchObject({ isError: true, code: 'denied' });
      expect(answer.text).toContain('Privacy & Security');
    }
  });

  test('a search continues elsewhere, and says that it could not look there', async () => {
    const session = await start([disk]);
    const answer = await session.call('search_text', { path: disk, pattern: 'needle' });
    expect(answer.text).toContain('needle: public');
    expect(answer.text).not.toContain('secret');
    expect(answer.text).toContain('1 folder could not be read');
  });

  test('an allowed folder that is protected takes no other with it, and its error names the setting', async () => {
    const session = await start([at('Documents'), at('Public')]);
    expect((await session.call('read_text_file', { path: at('Public/a.txt') })).text).toContain('public');
    const answer = await session.call('read_text_file', { path: at('Documents/diary.txt') });
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(answer.text).toContain('Privacy & Security');
  });
});

describe('what the system notes beside files', async () => {
  const { at, put, folder: disk } = sharedBox();
  const other = existsSync('/dev/shm') ? sharedBox('/dev/shm') : undefined;
  const allowed = [disk, ...(other === undefined ? [] : [other.folder])];
  const start = async (unreadable = '') => {
    const query = `disk=${disk}&marks=${at('marks.json')}&unreadable=${unreadable}`;
    const session = await startSession({
      era: 'modern',
      args: ['--import', new URL(`pretend.mjs?${query}`, import.meta.url).href, program, ...allowed],
      env: { HOME: at('home'), MCP_FILESYSTEM_SANDBOX_MODE: 'portable' },
      answer: () => 'accept',
    });
    onTestFinished(() => session.close());
    return session;
  };
  const kept = (file: string): unknown => JSON.parse(readFileSync(at('marks.json'), 'utf8'))[statSync(file).ino];

  test('goes with a copy, and with a move to another disk', async () => {
    const source = put('setup.command', 'from the internet\n');
    const marks = { 'com.apple.quarantine': '30303831', 'com.apple.metadata:_kMDItemUserTags': '526564' };
    writeFileSync(at('marks.json'), JSON.stringify({ [statSync(source).ino]: marks }));
    const session = await start();
    const { text } = await session.call('copy_file', { source, destination: at('copy.command') });
    expect(text).toBe(`Copied ${source} to ${at('copy.command')}: 1 file, 18 B`);
    expect(kept(at('copy.command'))).toEqual(marks);
    if (other === undefined) return;
    const moved = await session.call('move_file', { source, destination: other.at('setup.command') });
    expect(moved.isError, moved.text).toBe(false);
    expect(kept(other.at('setup.command'))).toEqual(marks);
    expect(existsSync(source)).toBe(false);
  });

  test('is said to be missing from a copy, and stops a move to another disk, when it cannot be read', async () => {
    const source = put('folder/locked.command', 'from the internet\n');
    put('folder/plain.txt', 'plain\n');
    writeFileSync(at('marks.json'), '{}');
    const session = await start('locked');
    const { text } = await session.call('copy_file', { source: at('folder'), destination: at('copied') });
    expect(text).toContain('quarantine, tags and the like could not be copied for 1 entry');
    if (other === undefined) return;
    const moved = await session.call('move_file', { source: at('folder'), destination: other.at('folder') });
    expect(moved.isError, moved.text).toBe(true);
    expect(readFileSync(source, 'utf8')).toBe('from the internet\n');
    expect(readdirSync(other.folder)).not.toContain('folder');
  });
});
