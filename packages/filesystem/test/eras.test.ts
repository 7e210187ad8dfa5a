import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { eras } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { start, temporaryFolder } from './start.ts';

describe.each(eras)('%s era', (era) => {
  test('lists and calls tools, and says nothing on stderr', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'a.txt'), 'alpha\n');
    const session = await start([folder], { era });
    expect((await session.listTools()).map(({ name }) => name)).toContain('read_text_file');
    const { text, isError } = await session.call('read_text_file', { path: 'a.txt' });
    expect(isError).toBe(false);
    expect(text).toMatch(/^\[a\.txt: 1 line, 6 B, hash [0-9a-f]{16}\]\nalpha\n$/);
    expect(session.stderr()).toBe('');
  });

  test('errors are results with a code', async () => {
    const session = await start([temporaryFolder()], { era });
    const answer = await session.call('read_text_file', { path: 'none.txt' });
    expect(answer).toMatchObject({ isError: true, code: 'not_found', text: '"none.txt" does not exist.' });
  });

  test.each(['accept', 'decline', 'cancel'] as const)('asks before it deletes: %s', async (action) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'a.txt');
    writeFileSync(file, 'alpha');
    const questions: string[] = [];
    const session = await start([folder], { era, answer: (question) => (questions.push(question), action) });
    const answer = await session.call('delete_file', { path: 'a.txt' });
    expect(questions).toEqual([`Delete the file "${file}" (5 B)? This cannot be undone.`]);
    expect(answer.isError).toBe(action !== 'accept');
    expect(existsSync(file)).toBe(action !== 'accept');
  });

  test('the error for a client that cannot ask names the flag that allows it', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'a.txt'), 'alpha');
    const cautious = await start([folder], { era });
    const refused = await cautious.call('delete_file', { path: 'a.txt' });
    expect(refused).toMatchObject({ isError: true, code: 'denied' });
    expect(refused.text).toMatch(/call again with confirm: ".* \[[a-z2-9]{4}\]"/);
    const bold = await start([folder], { era, flags: ['--no-confirm'] });
    expect((await bold.call('delete_file', { path: 'a.txt' })).text).toBe('Deleted a.txt');
  });

  test('reads, completes and watches resources', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'notes.txt');
    writeFileSync(file, 'one');
    const session = await start([folder], { era });
    expect((await session.listResources()).map(({ uri }) => uri)).toEqual([pathToFileURL(folder).href]);
    const uri = pathToFileURL(file).href;
    expect(await session.readResource(uri)).toMatchObject([{ uri, mimeType: 'text/plain', text: 'one' }]);
    expect(await session.complete('file:///{+path}', 'path', `${folder.slice(1)}/no`)).toEqual([
      `${folder.slice(1)}/notes.txt`,
    ]);
    const { changed, stop } = await session.subscribe(uri);
    writeFileSync(file, 'two');
    expect(await changed).toBe(uri);
    await stop();
  });
});
