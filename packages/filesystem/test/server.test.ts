import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { eras, serverChecks, type Session } from '@mcp-reference/kit/testing';
import { describe, expect, test, vi } from 'vitest';
import { filesystem } from '../src/server.ts';
import { answerTo, box, execute, handshake, spawnServer } from './fixtures.ts';
import { start } from './start.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('the contract of every server', async () => {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  test.each(await serverChecks(filesystem, { folder, maxBytes: 20_400 }))('$name', ({ run }) => run());
});

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
  async function nested() {
    const outer = box();
    outer.put('a.txt', 'outer');
    outer.put('inner/b.txt', 'inner');
    symlinkSync('inner', outer.at('link'));
    const session = await start([outer.folder], { flags: ['--read-only-folder', outer.at('inner'), '--no-confirm'] });
    return { outer, session };
  }

  test('an inner read-only folder can be read, and nothing in it changed', async () => {
    const { outer, session } = await nested();
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
    const { outer, session } = await nested();
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
    const { outer, session } = await nested();
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

describe.each(eras)('the roots of a client, %s era', (era) => {
  const href = (folder: string) => pathToFileURL(folder).href;

  function place() {
    const { at, put, folder } = box();
    for (const name of ['allowed/one/1.txt', 'allowed/two/2.txt', 'allowed-not/3.txt', 'other/4.txt']) put(name, name);
    symlinkSync(at('other'), at('allowed/out'));
    return { at, put, folder, allowed: at('allowed') };
  }

  const narrowed = (folder: string, roots: string[], flags: string[] = []) =>
    start([folder], { era, roots, flags: ['--client-roots', 'narrow', ...flags] });
  const allowedBy = async (session: Session) => (await session.call('list_allowed_directories')).text.split('\n');

  test('a root inside leaves that part alone', async () => {
    const { at, allowed } = place();
    const session = await narrowed(allowed, [href(at('allowed/one'))]);
    expect(await allowedBy(session)).toEqual([at('allowed/one')]);
    expect((await session.call('read_text_file', { path: '1.txt' })).text).toContain('allowed/one/1.txt');
    expect(await session.call('read_text_file', { path: at('allowed/two/2.txt') })).toMatchObject({ code: 'denied' });
  });

  test('several roots leave several parts', async () => {
    const { at, allowed } = place();
    const session = await narrowed(allowed, [href(at('allowed/one')), href(at('allowed/two')), href(at('other'))]);
    expect(await allowedBy(session)).toEqual([at('allowed/one'), at('allowed/two')]);
  });

  test.each(['a folder above', 'the folder itself'])('%s leaves everything, and adds nothing', async (which) => {
    const { at, folder, allowed } = place();
    const session = await narrowed(allowed, [href(which === 'a folder above' ? folder : allowed)]);
    expect(await allowedBy(session)).toEqual([allowed]);
    expect(await session.call('read_text_file', { path: at('other/4.txt') })).toMatchObject({ code: 'denied' });
  });

  test.each(['other', 'allowed-not', 'allowed/out', 'none'])(
    'a root that is elsewhere (%s) leaves nothing, which is said',
    async (name) => {
      const { at, allowed } = place();
      const session = await narrowed(allowed, [href(at(name))]);
      const answer = await session.call('list_directory', { path: at(name) });
      expect(answer).toMatchObject({ isError: true, code: 'denied' });
      expect(answer.text).toMatch(
        /^No folder is allowed\. The folders of this server and the roots of this client do not overlap: /,
      );
      expect((await session.call('list_allowed_directories')).text).toMatch(/^None\./);
    },
  );

  test('what is read-only stays so', async () => {
    const { at, allowed } = place();
    const session = await start([], {
      era,
      roots: [href(at('allowed/one'))],
      flags: ['--client-roots', 'narrow', '--read-only-folder', allowed],
    });
    expect(await allowedBy(session)).toEqual([`${at('allowed/one')} (read-only)`]);
    expect(await session.call('write_file', { path: at('allowed/one/1.txt'), content: '' })).toMatchObject({
      code: 'denied',
    });
  });

  test('an inner read-only folder is still read-only below a root that holds it', async () => {
    const { at, allowed } = place();
    const session = await narrowed(allowed, [href(allowed)], ['--read-only-folder', at('allowed/one')]);
    expect(await session.call('write_file', { path: at('allowed/one/1.txt'), content: '' })).toMatchObject({
      code: 'denied',
    });
    expect(await session.call('write_file', { path: at('allowed/two/2.txt'), content: '' })).toMatchObject({
      isError: false,
    });
  });

  test.each(['file://elsewhere/share', 'file:///a%2Fb', 'file:///%E0%A4%A'])(
    'an address that names nothing here (%s) is ignored',
    async (strange) => {
      const { at, allowed } = place();
      const session = await narrowed(allowed, [strange, href(at('allowed/one'))]);
      expect(await allowedBy(session)).toEqual([at('allowed/one')]);
    },
  );

  test.each([[[]], [['--client-roots', 'ignore']]])('take nothing from the command line: %j', async (flags) => {
    const { at, allowed } = place();
    const session = await start([allowed], { era, roots: [href(at('other'))], flags });
    expect(await allowedBy(session)).toEqual([allowed]);
    expect((await session.call('read_text_file', { path: 'two/2.txt' })).isError).toBe(false);
  });

  test('are the folders where the command line has none', async () => {
    const { at } = place();
    const session = await start([], { era, roots: [href(at('other')), href(at('allowed/one'))] });
    expect(await allowedBy(session)).toEqual([at('other'), at('allowed/one')]);
    const written = await session.call('write_file', { path: at('other/new.txt'), content: 'x' });
    expect(written.isError).toBe(false);
    expect(await session.call('read_text_file', { path: at('allowed/two/2.txt') })).toMatchObject({ code: 'denied' });
    const careful = await start([], { era, roots: [href(at('other'))], flags: ['--read-only'] });
    expect(await allowedBy(careful)).toEqual([`${at('other')} (read-only)`]);
  });

  test.each([[undefined], [[]]])('without folders and with roots %j, an error says what to do', async (roots) => {
    const session = await start([], { era, ...(roots && { roots }) });
    expect(await session.call('list_directory', { path: '.' })).toMatchObject({
      isError: true,
      text: 'No folder is allowed. Start the server with folders (mcp-server-filesystem <folder> ...), or use a client that names its roots.',
    });
  });
});

describe('the roots of a client that is asked once (up to 2025-11-25)', () => {
  const href = (folder: string) => pathToFileURL(folder).href;
  const place = () => {
    const { at, put } = box();
    for (const name of ['allowed/one/1.txt', 'allowed/two/2.txt']) put(name, name);
    return { at, allowed: at('allowed') };
  };

  test('such an address alone does not end the server', async () => {
    const { allowed } = place();
    const server = spawnServer(['--client-roots', 'narrow', '--log-level', 'silent', allowed]);
    await handshake(server, { roots: {} });
    const asked = await server.receive(({ method }) => method === 'roots/list');
    server.send({ jsonrpc: '2.0', id: asked['id'], result: { roots: [{ uri: 'file://elsewhere/share' }] } });
    // Whatever goes wrong with them does so before several requests are answered.
    for (let id = 1; id <= 20; id++) {
      server.send({ jsonrpc: '2.0', id, method: 'ping' });
      expect(await server.receive(answerTo(id))).toMatchObject({ result: {} });
    }
  });

  test('a client that changes its roots is asked again', async () => {
    const { at, allowed } = place();
    const server = spawnServer(['--client-roots', 'narrow', allowed]);
    let roots = ['one'];
    let asked = 0;
    const answer = async () => {
      const request = await server.receive((message) => message['method'] === 'roots/list' && message['id'] === asked);
      asked++;
      server.send({
        jsonrpc: '2.0',
        id: request['id'],
        result: { roots: roots.map((name) => ({ uri: href(at(`allowed/${name}`)) })) },
      });
    };
    const list = async (id: number) => {
      server.send({
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: { name: 'list_allowed_directories', arguments: {} },
      });
      return JSON.stringify((await server.receive(answerTo(id)))['result']);
    };
    await handshake(server, { roots: { listChanged: true } });
    await answer();
    expect(await list(10)).toContain(at('allowed/one'));
    roots = ['two'];
    server.send({ jsonrpc: '2.0', method: 'notifications/roots/list_changed' });
    await answer();
    const after = await list(11);
    expect(after).toContain(at('allowed/two'));
    expect(after).not.toContain(at('allowed/one'));
  });
});

describe('the protocol', () => {
  test('stdout carries nothing else, also when everything is logged and calls fail', async () => {
    const { folder } = box();
    const server = spawnServer(['--log-level', 'debug', folder]);
    await handshake(server);
    const calls: [string, Record<string, unknown>][] = [
      ['read_text_file', { path: 'none' }],
      ['read_text_file', { path: '/etc/passwd' }],
      ['list_directory', { path: '.' }],
      ['write_file', { path: 'a', content: 'a' }],
    ];
    for (const [i, [name, args]] of calls.entries()) {
      server.send({ jsonrpc: '2.0', id: i + 1, method: 'tools/call', params: { name, arguments: args } });
      await server.receive(answerTo(i + 1));
    }
    server.child.stdin?.end();
    const { stderr } = await server.finished;
    expect(server.lines()).toHaveLength(calls.length + 1);
    for (const line of server.lines()) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    const logged = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { tool?: string });
    expect(logged.map(({ tool }) => tool)).toEqual(['read_text_file', 'read_text_file']);
  });

  test('what is no message changes nothing: the next request is answered', async () => {
    const { folder } = box();
    const server = spawnServer(['--log-level', 'silent', folder]);
    await handshake(server);
    for (const noise of [
      'this is not JSON\n',
      '{"unfinished": \n',
      '\n',
      '[]\n',
      'null\n',
      '"text"\n',
      '{"a":1}\n',
      '\u0000\ufffd\n',
    ])
      server.send(noise);
    server.send({ jsonrpc: '2.0', id: 1, method: 'ping' });
    expect(await server.receive(answerTo(1))).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  });

  test('a message may come in pieces', async () => {
    const { folder } = box();
    const server = spawnServer([folder]);
    await handshake(server);
    const message = Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', id: 'é', method: 'ping' })}\n`);
    for (const byte of message) await new Promise((sent) => server.child.stdin?.write(Buffer.of(byte), sent));
    expect(await server.receive(({ id }) => id === 'é')).toMatchObject({ result: {} });
  });

  test.each([
    [
      'tools/list',
      { result: { tools: expect.arrayContaining([expect.objectContaining({ name: 'read_text_file' })]) } },
    ],
    ['tools/call', { result: { content: [expect.objectContaining({ type: 'text' })] } }],
    ['resources/list', { result: { resources: [expect.objectContaining({ uri: expect.any(String) })] } }],
    ['nothing/known', { error: { code: -32601 } }],
  ])('%s before initialize is answered, and the handshake works after it', async (method, expected) => {
    const { folder } = box();
    const server = spawnServer([folder]);
    const params = method === 'tools/call' ? { name: 'list_allowed_directories', arguments: {} } : {};
    server.send({ jsonrpc: '2.0', id: 1, method, params });
    expect(await server.receive(answerTo(1))).toMatchObject(expected);
    await handshake(server);
    server.send({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
    expect(await server.receive(answerTo(2))).toHaveProperty('result.tools');
  });

  test('an unknown method, an unknown tool and arguments that are no object are errors of the protocol', async () => {
    const { folder } = box();
    const server = spawnServer([folder]);
    await handshake(server);
    server.send({ jsonrpc: '2.0', id: 1, method: 'nothing/known' });
    expect(await server.receive(answerTo(1))).toMatchObject({ error: { code: -32601 } });
    server.send({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'read_minds', arguments: {} } });
    expect(await server.receive(answerTo(2))).toMatchObject({
      error: { code: -32602, message: expect.stringContaining('There is no tool read_minds.') },
    });
    server.send({
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'read_text_file', arguments: 'a.txt' },
    });
    expect(await server.receive(answerTo(3))).toHaveProperty('error.code');
  });

  test('an unknown argument is refused with those that there are', async () => {
    const { folder } = box();
    const session = await start([folder]);
    expect(await session.call('move_file', { source: 'a', destination: 'b', overwrite: true })).toMatchObject({
      isError: true,
      code: 'invalid',
      text: 'Unknown argument "overwrite". move_file takes: source, destination.',
    });
  });

  test('an unknown argument inside another one is refused too', async () => {
    const { folder } = box();
    const session = await start([folder]);
    expect(
      (await session.call('edit_file', { path: 'a', edits: [{ oldText: 'a', newText: 'b', all: true }] })).text,
    ).toBe(
      'Unknown argument "edits.0.all". "edits.0" takes: oldText, newText, replaceAll, expectedCount, startLine, endLine, afterLine.',
    );
  });

  test('a subscription to nothing that is given up immediately does not end the server', async () => {
    const { folder, at } = box();
    const server = spawnServer(['--log-level', 'silent', folder]);
    await handshake(server);
    const params = { uri: pathToFileURL(at('none')).href };
    server.send({ jsonrpc: '2.0', id: 1, method: 'resources/subscribe', params });
    server.send({ jsonrpc: '2.0', id: 2, method: 'resources/unsubscribe', params });
    expect(await server.receive(answerTo(1))).toHaveProperty('error.code', -32602);
    server.send({
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'list_directory', arguments: { path: '.' } },
    });
    expect(await server.receive(answerTo(3))).toHaveProperty('result.content');
  });

  test('the end of stdin ends the program, its helper, and what is under way', async () => {
    const { folder, put } = box();
    put('a.txt', 'a');
    const server = spawnServer([folder], { MCP_FILESYSTEM_SANDBOX_MODE: 'descriptor' });
    await handshake(server);
    server.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'read_text_file', arguments: { path: 'a.txt' } },
    });
    await server.receive(answerTo(1));
    const helpers = childrenOf(server.child.pid);
    if (process.platform === 'linux') expect(helpers.length).toBeGreaterThan(0);
    server.child.stdin?.end();
    expect(await server.finished).toMatchObject({ code: 0, signal: null, stderr: '' });
    await vi.waitFor(() => expect(helpers.filter(isAlive)).toEqual([]));
  });

  test('the end of stdin before anything was said ends it too', async () => {
    const { folder } = box();
    const server = spawnServer([folder]);
    server.child.stdin?.end();
    expect(await server.finished).toMatchObject({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it', async (signal) => {
    const { folder } = box();
    const server = spawnServer([folder]);
    await handshake(server);
    server.child.kill(signal);
    expect(await server.finished).toMatchObject({ code: 0, signal: null, stderr: '' });
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

function childrenOf(pid: number | undefined): number[] {
  if (process.platform !== 'linux') return [];
  const tasks = readdirSync(`/proc/${pid}/task`);
  const children = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'));
  return children.join(' ').split(' ').filter(Boolean).map(Number);
}

/** True if a process of Linux still runs: one that was not collected yet does not. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}
