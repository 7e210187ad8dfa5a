import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serverChecks, type Session } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { filesystem } from '../src/server.ts';
import { box, sharedBox, startShared } from './fixtures.ts';
import { start } from './start.ts';

describe('the contract of every server', async () => {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  test.each(await serverChecks(filesystem, { folder, maxBytes: 20_400 }))('$name', ({ run }) => run());
});

describe('which tools are offered', () => {
  const namesOf = async (session: Session) => (await session.listTools()).map(({ name }) => name);

  test('--read-only: what only reads; what writes is refused with the reason, and no folder is writable', async () => {
    const { folder, has } = box();
    const session = await start([folder], { flags: ['--read-only'] });
    const listed = await session.listTools();
    expect(listed.length).toBeGreaterThan(8);
    for (const tool of listed) expect(tool['annotations'], tool.name).toMatchObject({ readOnlyHint: true });
    await expect(session.call('write_file', { path: 'a', content: 'a' })).rejects.toThrow(
      /write_file changes things, and this server was started with --read-only/,
    );
    expect((await session.call('list_allowed_directories')).text).toBe(`${folder} (read-only)`);
    expect(has('a')).toBe(false);
  });

  test('--tools names them one by one, within --read-only', async () => {
    const { folder } = box();
    const flags = ['--tools', 'write_file, read_text_file', '--read-only'];
    expect(await namesOf(await start([folder], { flags }))).toEqual(['read_text_file']);
  });

  test('--toolsets: "default" is what is offered anyway, "all" is more, and one set alone is what it names', async () => {
    const { folder } = box();
    const [plain = [], standard, all = [], analyze = []] = await Promise.all(
      [[], ['--toolsets', 'default'], ['--toolsets', 'all'], ['--toolsets', 'analyze']].map(async (flags) =>
        namesOf(await start([folder], { flags })),
      ),
    );
    expect(standard).toEqual(plain);
    const every = readdirSync(new URL('../surface', import.meta.url)).map((name) => path.parse(name).name);
    expect(all.toSorted()).toEqual(every.toSorted());
    expect(analyze).toEqual(['disk_usage', 'find_duplicates', 'find_empty']);
    const optIn = new Set([...analyze, 'list_archive', 'create_archive', 'extract_archive']);
    expect(plain.toSorted()).toEqual(every.filter((name) => !optIn.has(name)).toSorted());
  });
});

describe('folders within folders', () => {
  const outer = sharedBox();
  outer.put('a.txt', 'outer');
  outer.put('inner/b.txt', 'inner');
  symlinkSync('inner', outer.at('link'));
  const nested = startShared([outer.folder], { flags: ['--read-only-folder', outer.at('inner'), '--no-confirm'] });

  test('an inner read-only folder can be read, and nothing in it changed', async () => {
    const session = await nested;
    expect((await session.call('list_allowed_directories')).text).toBe(
      `${outer.folder}\n${outer.at('inner')} (read-only)`,
    );
    expect((await session.call('read_text_file', { path: outer.at('inner/b.txt') })).text).toContain('inner');
    const inner = outer.at('inner/b.txt');
    const attempts: [string, Record<string, unknown>][] = [
      ['write_file', { path: inner, content: 'changed' }],
      ['write_file', { path: inner, content: 'changed', mode: 'append' }],
      ['write_file', { path: outer.at('inner/new.txt'), content: 'new' }],
      ['write_file', { path: outer.at('link/new.txt'), content: 'new' }],
      ['edit_file', { path: inner, edits: [{ oldText: 'inner', newText: 'changed' }] }],
      ['create_directory', { path: outer.at('inner/folder') }],
      ['move_file', { source: inner, destination: outer.at('stolen.txt') }],
      ['move_file', { source: outer.at('a.txt'), destination: outer.at('inner/a.txt') }],
      ['move_file', { source: outer.at('inner'), destination: outer.at('renamed') }],
      ['copy_file', { source: outer.at('a.txt'), destination: outer.at('inner/a.txt') }],
      ['delete_file', { path: inner }],
      ['delete_file', { path: outer.at('inner'), recursive: true }],
    ];
    for (const [tool, args] of attempts) {
      expect(await session.call(tool, args), JSON.stringify([tool, args])).toMatchObject({
        isError: true,
        code: 'denied',
      });
    }
    expect(outer.text('inner/b.txt')).toBe('inner');
    expect(
      ['a.txt', 'inner/new.txt', 'inner/folder', 'inner/a.txt', 'stolen.txt', 'renamed'].filter(outer.has),
    ).toEqual(['a.txt']);
  });

  test('the refusal names the path as the caller gave it', async () => {
    const session = await nested;
    const inner = outer.at('inner/b.txt');
    for (const [tool, path, args] of [
      ['write_file', inner, { content: '' }],
      ['write_file', 'inner/b.txt', { content: '' }],
      ['write_file', 'inner/new.txt', { content: '' }],
      ['edit_file', inner, { edits: [{ oldText: 'inner', newText: '' }] }],
      ['delete_file', inner, {}],
      ['create_directory', 'inner/folder', {}],
    ] as const) {
      const absolute = path.startsWith('inner') ? outer.at(path) : path;
      expect((await session.call(tool, { path: absolute, ...args })).text, tool).toBe(
        `"${absolute}" is in a folder that this server may only read.`,
      );
    }
  });

  test('in a read-only folder a relative path is named as it was given', async () => {
    const { folder, put } = box();
    put('a.txt', 'a');
    const session = await start([], { flags: ['--read-only-folder', folder, '--no-confirm'] });
    for (const [tool, path, args] of [
      ['write_file', 'a.txt', { content: '' }],
      ['delete_file', 'a.txt', {}],
      ['create_directory', 'new', {}],
    ] as const) {
      expect((await session.call(tool, { path, ...args })).text, tool).toBe(
        `"${path}" is in a folder that this server may only read.`,
      );
    }
  });

  test('what is read-only can be copied to where writing is allowed', async () => {
    const session = await nested;
    await session.call('copy_file', { source: outer.at('inner/b.txt'), destination: outer.at('copy.txt') });
    expect(outer.text('copy.txt')).toBe('inner');
  });

  test('a writable folder inside a read-only one can be written', async () => {
    const { at, put, text, has } = box();
    put('inner/b.txt', 'inner');
    const session = await start([at('inner')], { flags: ['--read-only-folder', at('.')] });
    await session.call('write_file', { path: at('inner/b.txt'), content: 'changed' });
    expect(text('inner/b.txt')).toBe('changed');
    expect(await session.call('write_file', { path: at('c.txt'), content: '' })).toMatchObject({ code: 'denied' });
    expect(has('c.txt')).toBe(false);
  });

  test('a folder that is given twice is read-only if either is', async () => {
    const { folder } = box();
    const session = await start([folder], { flags: ['--read-only-folder', folder] });
    expect((await session.call('list_allowed_directories')).text).toBe(`${folder} (read-only)`);
  });
});

/** The Node programs of this machine that are new enough, one of each version, except the project's own. */
function hostNodes(): { version: string; command: string }[] {
  const found = new Map<string, string>([[process.version, process.execPath]]);
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const command = path.join(folder, 'node');
    if (folder.includes('node_modules') || !isProgram(command)) continue;
    const told = execFileSync(command, ['--version'], { encoding: 'utf8' }).trim();
    const [major = 0, minor = 0] = told.slice(1).split('.').map(Number);
    if ((major > 20 || (major === 20 && minor >= 19)) && !found.has(told)) found.set(told, realpathSync(command));
  }
  return [...found].map(([nodeVersion, command]) => ({ version: nodeVersion, command }));
}

describe.each(hostNodes())('on Node $version', ({ command }) => {
  test.each(['legacy', 'modern'] as const)('%s clients read, write, search and read resources', async (era) => {
    const { folder, at, text } = box();
    mkdirSync(at('sub'));
    const session = await start([folder], { era, command });
    await session.call('write_file', { path: 'sub/é.txt', content: 'latin é\n' });
    expect(text('sub/é.txt')).toBe('latin é\n');
    await session.call('write_file', { path: 'latin1.txt', content: 'œ é €', encoding: 'windows-1252' });
    expect((await session.call('read_text_file', { path: 'latin1.txt' })).text).toMatch(/windows-1252.*\nœ é €$/);
    expect((await session.call('search_text', { path: '.', pattern: 'l.tin' })).text).toContain(
      'sub/é.txt\n  1: latin é',
    );
    await session.call('edit_file', { path: 'sub/é.txt', edits: [{ oldText: 'latin', newText: 'greek' }] });
    expect(await session.readResource(pathToFileURL(at('sub/é.txt')).href)).toMatchObject([{ text: 'greek é\n' }]);
    expect(session.stderr()).toBe('');
  });
});

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
