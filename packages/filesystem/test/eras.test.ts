import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { eras } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { sharedBox, startShared } from './fixtures.ts';
import { start } from './start.ts';

describe.each(eras)('%s era', (era) => {
  const { folder, at, put, has } = sharedBox();
  const starting = startShared([folder], { era });

  /** The user's questions and next answer, in a session of a client that can ask. */
  const user = { questions: [] as string[], action: 'cancel' as 'accept' | 'decline' | 'cancel' };
  const asking = startShared([folder], { era, answer: (question) => (user.questions.push(question), user.action) });

  test('lists and calls tools, and says nothing on stderr', async () => {
    put('a.txt', 'alpha\n');
    const session = await starting;
    expect((await session.listTools()).map(({ name }) => name)).toContain('read_text_file');
    const { text, isError } = await session.call('read_text_file', { path: 'a.txt' });
    expect(isError).toBe(false);
    expect(text).toMatch(/^\[a\.txt: 1 line, 6 B, hash [0-9a-f]{16}\]\nalpha\n$/);
    expect(session.stderr()).toBe('');
  });

  test('errors are results with a code', async () => {
    const answer = await (await starting).call('read_text_file', { path: 'none.txt' });
    expect(answer).toMatchObject({ isError: true, code: 'not_found', text: '"none.txt" does not exist.' });
  });

  test.each(['accept', 'decline', 'cancel'] as const)('asks before it deletes: %s', async (action) => {
    put('a.txt', 'alpha');
    Object.assign(user, { questions: [], action });
    const answer = await (await asking).call('delete_file', { path: 'a.txt' });
    expect(user.questions).toEqual([`Delete the file "${at('a.txt')}" (5 B)? This cannot be undone.`]);
    expect(answer.isError).toBe(action !== 'accept');
    expect(has('a.txt')).toBe(action !== 'accept');
  });

  test('the error for a client that cannot ask names the flag that allows it', async () => {
    put('a.txt', 'alpha');
    const refused = await (await starting).call('delete_file', { path: 'a.txt' });
    expect(refused).toMatchObject({ isError: true, code: 'denied' });
    expect(refused.text).toMatch(/call again with confirm: ".* \[[a-z2-9]{4}\]"/);
    const bold = await start([folder], { era, flags: ['--no-confirm'] });
    expect((await bold.call('delete_file', { path: 'a.txt' })).text).toBe('Deleted a.txt');
  });

  test('reads, completes and watches resources', async () => {
    const file = put('words.txt', 'one');
    const session = await starting;
    expect((await session.listResources()).map(({ uri }) => uri)).toEqual([pathToFileURL(folder).href]);
    const uri = pathToFileURL(file).href;
    expect(await session.readResource(uri)).toMatchObject([{ uri, mimeType: 'text/plain', text: 'one' }]);
    expect(await session.complete('file:///{+path}', 'path', `${folder.slice(1)}/wo`)).toEqual([
      `${folder.slice(1)}/words.txt`,
    ]);
    const { changed, stop } = await session.subscribe(uri);
    writeFileSync(file, 'two');
    expect(await changed).toBe(uri);
    await stop();
  });
});
