// Links to files in answers, for clients whose version of the protocol has them. Others reject an answer with a block that they do not know.
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { eras } from '@mcp-reference/kit/testing';
import { answerTo, sharedBox, spawnServer, startShared } from './fixtures.ts';
import { start } from './start.ts';

const { folder, at, put } = sharedBox();
const flags = ['--toolsets', 'default,archive'];
put('notes.md', '# Notes\n');

/** Shakes hands in a version, and returns the kinds of blocks in one answer. `extra` is what only the SDK reads. */
async function blocksIn(version: string, extra: object): Promise<string[]> {
  const { send, receive } = spawnServer([folder]);
  const clientInfo = { name: 'any', version: '1' };
  const params = { protocolVersion: version, capabilities: {}, clientInfo, ...extra };
  send({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  expect(await receive(answerTo(1))).toMatchObject({ result: { protocolVersion: version } });
  send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  const call = { name: 'get_file_info', arguments: { path: 'notes.md' } };
  send({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: call });
  const { result } = (await receive(answerTo(2))) as { result: { content: { type: string }[] } };
  return result.content.map(({ type }) => type);
}

test.for([
  ['2024-11-05', {}, ['text']],
  ['2025-03-26', {}, ['text']],
  ['2025-03-26', { more: 1 }, ['text']],
  ['2025-06-18', {}, ['text', 'resource_link']],
  ['2025-11-25', { more: 1 }, ['text', 'resource_link']],
] as const)('a client of %s, handshake with %o', async ([version, extra, types]) => {
  expect(await blocksIn(version, extra)).toEqual(types);
});

test.for(eras)('%s: a link names the file, and leads to it', async (era) => {
  const server = era === 'legacy' ? await startShared([folder], { flags }) : await start([folder], { era, flags });
  const link = async (tool: string, args: Record<string, unknown>) => {
    const { content } = await server.call(tool, args);
    return content.find(({ type }) => type === 'resource_link');
  };
  const info = await link('get_file_info', { path: 'notes.md' });
  expect(info).toMatchObject({
    uri: pathToFileURL(at('notes.md')).href,
    name: 'notes.md',
    size: 8,
    annotations: { lastModified: expect.stringMatching(/^\d{4}-/) },
  });
  expect((await server.readResource(String(info?.['uri'])))[0]?.text).toBe('# Notes\n');
  expect(await link('get_file_info', { path: '.' })).toMatchObject({ uri: pathToFileURL(folder).href });
  const zip = `${era}.zip`;
  const made = await link('create_archive', { source: ['notes.md'], destination: zip });
  expect(made).toMatchObject({ uri: pathToFileURL(at(zip)).href, mimeType: 'application/zip' });
  const parts = await server.readResource(String(made?.['uri']));
  expect(
    Buffer.from(parts[0]?.blob ?? '', 'base64')
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
  expect(await link('list_directory', { path: '.' })).toBeUndefined();
});
