import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { box, execute } from './fixtures.ts';
import { start } from './start.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('command line', () => {
  test('--help tells every option with its variable, on stderr', async () => {
    const { code, stdout, stderr } = await execute(['--help']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('Usage: mcp-server-filesystem [options] <folder> ...');
    const told = [
      'read-only-folder',
      'client-roots',
      'read-only',
      'toolsets',
      'tools',
      'no-confirm',
      'max-output',
      'timeout',
      'log-level',
    ];
    for (const flag of told) expect(stderr).toMatch(new RegExp(`^  --${flag}\\b.*  MCP_[A-Z_]+ `, 'm'));
    expect(stderr).toContain('MCP_FILESYSTEM_FOLDERS');
    expect(stderr).toContain('Default: 4194304.');
  });

  test('--version', async () => {
    const { code, stdout, stderr } = await execute(['--version']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `mcp-server-filesystem ${version}\n` });
  });

  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['an unknown flag', ['--nope', '.'], {}, /'--nope'/],
    ['a flag without its value', ['.', '--max-output'], {}, /--max-output/],
    [
      'a number that is none',
      ['--max-output', 'many', '.'],
      {},
      /--max-output must be a whole number from 1000 to 1500000, not "many"/,
    ],
    ['a number out of range', ['--timeout', '0', '.'], {}, /--timeout must be a whole number from 1 to 3600, not "0"/],
    ['a fraction', ['--timeout', '1.5', '.'], {}, /not "1.5"/],
    ['a value for a switch', ['--read-only=maybe', '.'], {}, /--read-only/],
    [
      'an unknown choice',
      ['--client-roots', 'widen', '.'],
      {},
      /--client-roots must be one of fallback, narrow, ignore, not "widen"/,
    ],
    ['an unknown log level', ['--log-level', 'loud', '.'], {}, /--log-level must be one of .*silent, not "loud"/],
    ['an unknown tool', ['--tools', 'read_text_file,read_minds', '.'], {}, /"read_minds".*read_text_file/],
    ['an unknown set of tools', ['--toolsets', 'everything', '.'], {}, /"everything".*default, all/],
    ['an empty folder', [''], {}, /empty/],
    [
      'a variable that is neither true nor false',
      ['.'],
      { MCP_FILESYSTEM_READ_ONLY: 'perhaps' },
      /MCP_FILESYSTEM_READ_ONLY must be true or false, not "perhaps"/,
    ],
    [
      'a sandbox mode that does not exist',
      ['.'],
      { MCP_FILESYSTEM_SANDBOX_MODE: 'chroot' },
      /MCP_FILESYSTEM_SANDBOX_MODE.*"chroot"/,
    ],
  ])('%s is reported and ends it with code 2', async (_name, args, env, told) => {
    const { code, stdout, stderr } = await execute(args, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [first] = stderr.split('\n');
    expect(first).toMatch(/^mcp-server-filesystem: /);
    expect(first).toMatch(told);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("other programs' variables and wrong limits do not keep it from starting", async () => {
    const { folder } = box();
    const env = { MCP_TIMEOUT: '60000', MCP_FILESYSTEM_MAX_OUTPUT: 'many' };
    const session = await start([folder], { env });
    expect((await session.call('list_allowed_directories')).text).toBe(folder);
    expect(session.stderr()).toMatch(/MCP_FILESYSTEM_MAX_OUTPUT must be a whole number .* It is ignored\./);
    expect(session.stderr()).not.toContain('MCP_TIMEOUT');
  });

  test('a start without a folder is refused, and the error says how to give one', async () => {
    const { code, stdout, stderr } = await execute(['--client-roots', 'ignore']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('mcp-server-filesystem: Give the folders that may be used');
    expect(stderr).toContain('<folder>');
  });

  test('without one usable folder there is nothing to serve', async () => {
    const { put, at } = box();
    put('file.txt');
    const { code, stdout, stderr } = await execute([at('file.txt')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`mcp-server-filesystem: "${at('file.txt')}" is not a folder.`);
  });

  test('a folder that does not exist yet is used as soon as it is there', async () => {
    const { at, put } = box();
    const session = await start([at('later')]);
    expect(await session.call('list_directory', { path: '.' })).toMatchObject({
      code: 'unavailable',
      text: `The allowed folder "${at('later')}" does not exist. It is used as soon as it is there.`,
    });
    put('later/a.txt', 'here');
    expect((await session.call('read_text_file', { path: 'a.txt' })).text).toContain('here');
    expect((await session.call('list_directory', { path: at('later') })).text).toContain('a.txt');
  });

  test('a folder that does not exist does not keep others from being used, and the log says so', async () => {
    const { folder, at } = box();
    const session = await start([at('none'), folder]);
    expect((await session.call('list_directory', { path: '.' })).isError).toBe(false);
    expect((await session.call('list_directory', { path: at('none') })).code).toBe('unavailable');
    const [line = ''] = session.stderr().split('\n');
    expect(JSON.parse(line)).toMatchObject({ level: 'warn', server: 'filesystem', folder: at('none') });
  });

  test('--log-level silent says nothing at all', async () => {
    const { folder, at } = box();
    const session = await start([at('none'), folder], { flags: ['--log-level', 'silent'] });
    await session.call('read_text_file', { path: 'none.txt' });
    expect(session.stderr()).toBe('');
  });

  test('variables stand in for flags, and flags win', async () => {
    const [first, second, third] = [box(), box(), box()];
    const env = {
      MCP_FILESYSTEM_FOLDERS: [first.folder, second.folder].join(path.delimiter),
      MCP_FILESYSTEM_READ_ONLY_FOLDERS: third.folder,
      MCP_FILESYSTEM_TOOLS: 'list_allowed_directories, write_file',
      MCP_FILESYSTEM_MAX_OUTPUT: '1000',
    };
    const session = await start([], { env });
    expect((await session.listTools()).map(({ name }) => name)).toEqual(['write_file', 'list_allowed_directories']);
    expect((await session.call('list_allowed_directories')).text).toBe(
      `${first.folder}\n${second.folder}\n${third.folder} (read-only)`,
    );
    const flagged = await start([third.folder], { env, flags: ['--tools', 'list_allowed_directories'] });
    expect((await flagged.listTools()).map(({ name }) => name)).toEqual(['list_allowed_directories']);
    expect((await flagged.call('list_allowed_directories')).text).toBe(`${third.folder} (read-only)`);
    const readOnly = await start([first.folder], { env: { MCP_FILESYSTEM_READ_ONLY: 'yes' } });
    expect((await readOnly.call('list_allowed_directories')).text).toBe(`${first.folder} (read-only)`);
  });
});
