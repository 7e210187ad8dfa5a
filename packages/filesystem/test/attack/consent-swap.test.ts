// Consent is bound to what the question was about: another program exchanges it while the question is open.
import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { eras, tierCases, type Era } from '@mcp-reference/kit/testing';
import { box, boxAt, sharedBox, startShared, type Box } from '../fixtures.ts';
import { start } from '../start.ts';

/** The server asks in another way in each era, and what it checks is the same: the soak tier tries the second. */
const tested = tierCases(eras.slice(0, 1), eras.slice(1));

/** A user who agrees to the first question, after something has happened, and to none until `agree`. */
function userWho(meanwhile: () => void) {
  const questions: string[] = [];
  let agrees = true;
  const answer = (question: string): 'accept' | 'decline' => {
    questions.push(question);
    if (questions.length === 1) meanwhile();
    const reply = agrees ? 'accept' : 'decline';
    if (questions.length === 1) agrees = false;
    return reply;
  };
  return { answer, questions, agree: () => void (agrees = true) };
}

async function asking(mine: Box, meanwhile: () => void, era: Era) {
  const { answer, ...user } = userWho(meanwhile);
  return { session: await start([mine.folder], { era, undo: true, answer }), ...user };
}

function scene(folder: string): Box {
  const mine = boxAt(folder);
  for (const name of [
    'a.txt',
    'b.txt',
    'd/x.txt',
    'd/sub/y.txt',
    'precious/x.txt',
    'precious/sub/y.txt',
    'up/a.txt',
    'down/a.txt',
  ])
    mine.put(name, 'same size');
  return mine;
}

const swap = (mine: Box, one: string, other: string): void => {
  renameSync(mine.at(one), mine.at('away'));
  renameSync(mine.at(other), mine.at(one));
};

describe.each(tested)('delete_path, while the question is open (%s era)', (era) => {
  // One server: each test has a folder in its root, and a user.
  const root = sharedBox();
  let user = userWho(() => {});
  const starting = startShared([root.folder], { era, answer: (question) => user.answer(question) });
  const swaps: [string, string, (mine: Box) => void, string][] = [
    ['another file takes the name', 'a.txt', (mine) => swap(mine, 'a.txt', 'b.txt'), 'a.txt'],
    [
      'a link takes the name',
      'a.txt',
      (mine) => (rmSync(mine.at('a.txt')), symlinkSync('b.txt', mine.at('a.txt'))),
      'a.txt',
    ],
    ['the folder above is exchanged', 'up/a.txt', (mine) => swap(mine, 'up', 'down'), 'up/a.txt'],
    ['the file gets another content', 'a.txt', (mine) => writeFileSync(mine.at('a.txt'), 'precious!'), 'a.txt'],
    [
      'the file gets another content and its old time back',
      'a.txt',
      (mine) => {
        const { atime, mtime } = statSync(mine.at('a.txt'));
        writeFileSync(mine.at('a.txt'), 'precious!');
        utimesSync(mine.at('a.txt'), atime, mtime);
      },
      'a.txt',
    ],
    ['another folder takes the name', 'd', (mine) => swap(mine, 'd', 'precious'), 'd/x.txt'],
    ['a file is put into the folder', 'd', (mine) => mine.put('d/new.txt', 'precious'), 'd/new.txt'],
    ['a file is put deep into the folder', 'd', (mine) => mine.put('d/sub/new.txt', 'precious'), 'd/sub/new.txt'],
    ['a file in the folder grows', 'd', (mine) => appendFileSync(mine.at('d/sub/y.txt'), 'more'), 'd/sub/y.txt'],
    ['a folder in the folder is exchanged', 'd', (mine) => swap(mine, 'd/sub', 'precious/sub'), 'd/sub/y.txt'],
  ];

  test.each(swaps)('%s: nothing is deleted', async (_, target, meanwhile, kept) => {
    const mine = scene(mkdtempSync(root.at('scene-')));
    user = userWho(() => meanwhile(mine));
    const session = await starting;
    const answer = await session.call('delete_path', { path: mine.at(target), recursive: true });
    // It is asked about again, and the user no longer agrees.
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(mine.has(kept)).toBe(true);
    // Control: asked about what is there now, the same call deletes it.
    user.agree();
    expect((await session.call('delete_path', { path: mine.at(target), recursive: true })).isError).toBe(false);
    expect(mine.has(kept)).toBe(false);
  });
});

describe.each(tested)('files too large for undo, while the question is open (%s era)', (era) => {
  const large = 65 * 1024 * 1024;
  const make = (mine: Box, name: string) => {
    mine.put(name);
    truncateSync(mine.at(name), large);
  };

  test.each([
    ['write_file', { path: 'one.bin', content: 'x' }],
    ['write_multiple_files', { files: [{ path: 'one.bin', content: 'x' }] }],
  ])('%s replaces no other file than the one that was asked about', async (tool, args) => {
    const mine = box();
    for (const name of ['one.bin', 'two.bin']) make(mine, name);
    const { session, agree } = await asking(mine, () => swap(mine, 'one.bin', 'two.bin'), era);
    const answer = await session.call(tool, args);
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(statSync(mine.at('one.bin')).size).toBe(large);
    agree();
    expect((await session.call(tool, args)).isError).toBe(false);
    expect(mine.text('one.bin')).toBe('x');
  });

  test('of several the question names each', async () => {
    const mine = box();
    for (const name of ['one.bin', 'two.bin']) make(mine, name);
    mine.put('three.bin');
    const { session, questions } = await asking(mine, () => truncateSync(mine.at('three.bin'), large), era);
    const files = ['one.bin', 'two.bin', 'three.bin'].map((name) => ({ path: name, content: 'x' }));
    const answer = await session.call('write_multiple_files', { files });
    expect(questions[0]).toMatch(/^Replace 2 files\? They are too large to be kept/);
    for (const name of ['one.bin', 'two.bin']) expect(questions[0]).toContain(path.join(mine.folder, name));
    // It became as large after the question: it is not replaced unasked.
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(statSync(mine.at('three.bin')).size).toBe(large);
  });
});
