import { symlinkSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { defaultEra, eras, type Session } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { answerTo, box, handshake, sharedBox, spawnServer, startShared, type Box } from './fixtures.ts';
import { start } from './start.ts';

// What a root means is the same in both eras, which differ in how the client is asked.
describe('the roots of a client', () => {
  const href = (folder: string) => pathToFileURL(folder).href;

  function fill({ at, put, folder }: Box) {
    for (const name of ['allowed/one/1.txt', 'allowed/two/2.txt', 'allowed-not/3.txt', 'other/4.txt']) put(name, name);
    symlinkSync(at('other'), at('allowed/out'));
    return { at, folder, allowed: at('allowed') };
  }
  const place = () => fill(box());

  const narrowed = (folder: string, roots: string[], flags: string[] = [], era = defaultEra) =>
    start([folder], { era, roots, flags: ['--client-roots', 'narrow', ...flags] });

  /** One place and one server for the tests that only read: a client of the later era names its roots for each call. */
  const shared = fill(sharedBox());
  const named: string[] = [];
  const starting = startShared([shared.allowed], { era: 'modern', roots: named, flags: ['--client-roots', 'narrow'] });
  const narrowedTo = async (...roots: string[]) => {
    named.splice(0, Infinity, ...roots);
    return starting;
  };
  const allowedBy = async (session: Session) => (await session.call('list_allowed_directories')).text.split('\n');

  test.each(eras)('a root inside leaves that part alone (%s era)', async (era) => {
    const { at, allowed } = place();
    const session = await narrowed(allowed, [href(at('allowed/one'))], [], era);
    expect(await allowedBy(session)).toEqual([at('allowed/one')]);
    expect((await session.call('read_text_file', { path: '1.txt' })).text).toContain('allowed/one/1.txt');
    expect(await session.call('read_text_file', { path: at('allowed/two/2.txt') })).toMatchObject({ code: 'denied' });
  });

  test('several roots leave several parts', async () => {
    const { at } = shared;
    const session = await narrowedTo(href(at('allowed/one')), href(at('allowed/two')), href(at('other')));
    expect(await allowedBy(session)).toEqual([at('allowed/one'), at('allowed/two')]);
  });

  test.each(['a folder above', 'the folder itself'])('%s leaves everything, and adds nothing', async (which) => {
    const { at, folder, allowed } = shared;
    const session = await narrowedTo(href(which === 'a folder above' ? folder : allowed));
    expect(await allowedBy(session)).toEqual([allowed]);
    expect(await session.call('read_text_file', { path: at('other/4.txt') })).toMatchObject({ code: 'denied' });
  });

  test.each(['other', 'allowed-not', 'allowed/out', 'none'])(
    'a root that is elsewhere (%s) leaves nothing, which is said',
    async (name) => {
      const { at } = shared;
      const session = await narrowedTo(href(at(name)));
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
      const { at } = shared;
      const session = await narrowedTo(strange, href(at('allowed/one')));
      expect(await allowedBy(session)).toEqual([at('allowed/one')]);
    },
  );

  test.each([[[]], [['--client-roots', 'ignore']]])('take nothing from the command line: %j', async (flags) => {
    const { at, allowed } = place();
    const session = await start([allowed], { roots: [href(at('other'))], flags });
    expect(await allowedBy(session)).toEqual([allowed]);
    expect((await session.call('read_text_file', { path: 'two/2.txt' })).isError).toBe(false);
  });

  test.each(eras)('are the folders where the command line has none (%s era)', async (era) => {
    const { at } = place();
    const session = await start([], { era, roots: [href(at('other')), href(at('allowed/one'))] });
    expect(await allowedBy(session)).toEqual([at('other'), at('allowed/one')]);
    const written = await session.call('write_file', { path: at('other/new.txt'), content: 'x' });
    expect(written.isError).toBe(false);
    expect(await session.call('read_text_file', { path: at('allowed/two/2.txt') })).toMatchObject({ code: 'denied' });
  });

  test('are read-only folders where the server only reads', async () => {
    const { at } = place();
    const careful = await start([], { roots: [href(at('other'))], flags: ['--read-only'] });
    expect(await allowedBy(careful)).toEqual([`${at('other')} (read-only)`]);
  });

  test.each([[undefined], [[]]])('without folders and with roots %j, an error says what to do', async (roots) => {
    const session = await start([], { ...(roots && { roots }) });
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
