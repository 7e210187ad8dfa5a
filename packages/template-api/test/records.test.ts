import { eras } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { serveApi, start, type Request } from './start.ts';

const records = ['Apple', 'Pear', 'Radish'].map((title, index) => ({ id: `${index + 1}`, title, text: `${title}!` }));

/** Answers as the API would, with the paths and parameters that it documents. */
function answer({ url: { pathname, searchParams } }: Request): unknown {
  const [, , , id] = pathname.split('/');
  if (id !== undefined) return records.find((one) => one.id === decodeURIComponent(id)) ?? 404;
  const found = records.filter(({ title }) => title.toLowerCase().includes(searchParams.get('q') ?? ''));
  const offset = Number(searchParams.get('offset'));
  return { total: found.length, records: found.slice(offset, offset + Number(searchParams.get('limit'))) };
}

// Each test runs with the official client of both protocol eras.
describe.each(eras)('%s era', (era) => {
  test('finds records, page by page', async () => {
    const { address, requests } = await serveApi(answer);
    const session = await start(era, address, { MCP_MY_API_KEY: 'key-of-the-api' });
    const first = await session.call('find_records', { limit: 2 });
    const cursor = /^\[2 records; more with cursor (\S+)\]\n1: Apple\n2: Pear$/.exec(first.text)?.[1];
    expect((await session.call('find_records', { limit: 2, cursor })).text).toBe('[1 record]\n3: Radish');
    expect((await session.call('find_records', { text: 'ea' })).text).toBe('[1 record]\n2: Pear');
    expect(requests[0]).toMatchObject({ authorization: 'Bearer key-of-the-api' });
    expect(requests[0]?.url.pathname).toBe('/v1/records');
    expect(session.stderr()).toBe('');
  });

  test('shows one record', async () => {
    const session = await start(era, (await serveApi(answer)).address);
    expect((await session.call('get_record', { id: '2' })).text).toBe('[2: Pear]\nPear!');
    expect(await session.call('get_record', { id: '../2' })).toMatchObject({ isError: true, code: 'not_found' });
  });

  test('answers that hold no records are errors that say what to do', async () => {
    let body: unknown;
    const { address } = await serveApi(() => body);
    const session = await start(era, address, { MCP_MY_API_KEY: 'key-of-the-api' });
    for (const [given, code, text] of [
      [401, 'denied', /does not accept the key\. Set MCP_MY_API_KEY/],
      [429, 'unavailable', /Wait, then try again/],
      [500, 'unavailable', /status 500/],
      ['no JSON', 'unavailable', /unknown format/],
      [{ records: 'none' }, 'unavailable', /unknown format/],
    ] as const) {
      body = given;
      const failed = await session.call('find_records', {});
      expect(failed, JSON.stringify(given)).toMatchObject({ isError: true, code });
      expect(failed.text).toMatch(text);
      expect(failed.text).not.toContain('key-of-the-api');
    }
  });

  test('an API that cannot be reached', async () => {
    const session = await start(era, 'http://127.0.0.1:9/');
    expect(await session.call('get_record', { id: '1' })).toMatchObject({ isError: true, code: 'unavailable' });
  });
});
