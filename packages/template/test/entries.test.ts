import { eras, startHttpServer, startSession } from '@mcp-reference/kit/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folderWith, program, start } from './start.ts';

const entries = {
  apple: '# Apple\n\nGrows on trees.\n',
  pear: '# Pear\n\nGrows on trees, too.\n',
  radish: '# Radish\n\nGrows below.\n',
};

// Each test runs with the official client of both protocol eras.
describe.each(eras)('%s era', (era) => {
  test('finds entries by their text', async () => {
    const session = await start(era, folderWith(entries), '--structured-output');
    const answer = await session.call('find_entries', { text: 'TREES' });
    expect(answer.structured).toEqual({
      entries: [
        { name: 'apple', title: 'Apple' },
        { name: 'pear', title: 'Pear' },
      ],
    });
    expect(answer.text).toBe('[2 entries]\napple: Apple\npear: Pear');
    expect(session.stderr()).toBe('');
  });

  test('continues where a page ended', async () => {
    // Files sort differently from names: "-" comes before ".", but after the end of a name.
    const session = await start(era, folderWith({ pear: 'Pear', 'pear-tree': 'Pear tree', radish: 'Radish' }));
    const first = await session.call('find_entries', { limit: 1 });
    const cursor = /^\[1 entry; more with cursor (\S+)\]\npear: Pear$/.exec(first.text)?.[1];
    const second = await session.call('find_entries', { limit: 2, cursor });
    expect(second.text).toBe('[2 entries]\npear-tree: Pear tree\nradish: Radish');
  });

  test.each([
    ['a folder without entries', {}, {}, 'not_found', 'The folder has no entries yet: files that end in ".md".'],
    ['an unknown argument', entries, { txt: 'a' }, 'invalid', /Unknown argument "txt"/],
    [
      'a cursor from elsewhere',
      entries,
      { cursor: 'x' },
      'invalid',
      /Call again without cursor to start from the beginning/,
    ],
  ])('%s is an error that says what to do', async (_what, there, given, code, text) => {
    const session = await start(era, folderWith(there));
    const answer = await session.call('find_entries', given);
    expect(answer).toMatchObject({ isError: true, code });
    expect(answer.text).toMatch(text);
  });

  test('entries are resources', async () => {
    const session = await start(era, folderWith(entries));
    const uris = (await session.listResources()).map(({ uri }) => uri);
    expect(uris).toEqual(Object.keys(entries).map((name) => `my-example://entries/${name}`));
    expect(await session.readResource('my-example://entries/pear')).toMatchObject([
      { mimeType: 'text/markdown', text: entries.pear },
    ]);
    for (const name of ['none', '%', ''])
      await expect(session.readResource(`my-example://entries/${name}`)).rejects.toThrow(/not found/i);
    await expect(session.readResource('my-example://entries/..%2Fpear')).rejects.toThrow(/outside the allowed/);
    expect(await session.complete('my-example://entries/{name}', 'name', 'p')).toEqual(['pear']);
  });

  test('answers over HTTP as well', async () => {
    const server = await startHttpServer({ args: [program, '--folder', folderWith(entries), '--http', '0'] });
    onTestFinished(async () => void (await server.stop()));
    const session = await startSession({ era, url: server.url });
    onTestFinished(() => session.close());
    expect((await session.call('find_entries', { text: 'below' })).text).toBe('[1 entry]\nradish: Radish');
  });
});
