import {
  appendFileSync,
  chmodSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SessionFile } from '../src/serve/session-file.ts';
import type { Labels } from '../src/trust.ts';
import { temporaryFolder } from './fixtures.ts';

const closed: Labels = { integrity: 'untrusted', confidentiality: 'private' };
const open: Labels = { integrity: 'trusted', confidentiality: 'public' };

function setUp() {
  const file = path.join(temporaryFolder(), 'session');
  let now = 1_000_000_000_000;
  return {
    file,
    at: (server: string) => SessionFile.open(file, server, () => now),
    pass: (ms: number) => void (now += ms),
  };
}

describe('a file that the servers of a session share', () => {
  test('shows each server what the others answered, the latest first, for half an hour', async () => {
    const { at, pass } = setUp();
    const [files, github] = [await at('filesystem'), await at('github')];
    await files.note('read_text_file', closed);
    await github.note('get_me', open);
    pass(20 * 60_000);
    await files.note('get_file_info', open);
    expect(await github.others()).toMatchObject([
      { server: 'filesystem', tool: 'get_file_info', ...open },
      { server: 'filesystem', tool: 'read_text_file', ...closed },
    ]);
    expect(await files.others()).toMatchObject([{ server: 'github', tool: 'get_me' }]);
    pass(11 * 60_000);
    expect(await github.others()).toMatchObject([{ tool: 'get_file_info' }]);
  });

  test('can be read and written by its user alone, and holds no text', async () => {
    const { file, at } = setUp();
    await (await at('filesystem')).note('read_text_file', closed);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object).sort()).toEqual([
      'at',
      'by',
      'confidentiality',
      'integrity',
      'server',
      'tool',
    ]);
  });

  test('many harmless answers do not make an earlier one forgotten', async () => {
    const { file, at } = setUp();
    const [github, files] = [await at('github'), await at('filesystem')];
    await files.note('read_text_file', closed);
    const line = JSON.stringify({ at: 1_000_000_000_000, server: 'git', tool: 'git_status', ...open });
    appendFileSync(file, `${line}\n`.repeat(20_000));
    expect(await github.others()).toContainEqual(expect.objectContaining({ tool: 'read_text_file', ...closed }));
    appendFileSync(file, `${line}\n`.repeat(100_000));
    // More than is read between two looks: what was passed over counts as the strictest.
    const fresh = await at('github');
    expect(await fresh.others()).toContainEqual(expect.objectContaining(closed));
    // Control: the same number of harmless answers alone.
    truncateSync(file);
    appendFileSync(file, `${line}\n`.repeat(20_000));
    expect(await (await at('github')).others()).toEqual([expect.objectContaining(open)]);
  });

  test('a second server of the same name is another one', async () => {
    const { at } = setUp();
    const [work, home] = [await at('github'), await at('github')];
    await work.note('get_file_contents', closed);
    expect(await home.others()).toMatchObject([{ server: 'github', ...closed }]);
    expect(await work.others()).toEqual([]);
  });

  test('lines that are no answers are passed over, and odd labels count as the strict ones', async () => {
    const { file, at } = setUp();
    const github = await at('github');
    const line = { at: 1_000_000_000_000, server: 'x', tool: 'y', integrity: 'TRUSTED', confidentiality: null };
    appendFileSync(file, `half a line"}\nnull\n[]\n{"at":"now"}\n${JSON.stringify(line)}\n`);
    expect(await github.others()).toEqual([{ at: line.at, server: 'x', tool: 'y', ...closed }]);
  });

  test('reads only the end of a long file, and empties one in which nothing counts', async () => {
    const { file, at } = setUp();
    const github = await at('github');
    appendFileSync(file, 'x'.repeat(2 * 1024 * 1024));
    appendFileSync(file, '\n');
    await (await at('git')).note('git_log', closed);
    expect(await github.others()).toMatchObject([{ tool: 'git_log' }]);
    utimesSync(file, 1, 1);
    await at('git');
    expect(statSync(file).size).toBe(0);
    truncateSync(file);
  });

  test.skipIf(process.platform === 'win32')(
    'a file that others may write, a link and a folder are refused',
    async () => {
      const { file, at } = setUp();
      writeFileSync(file, '');
      chmodSync(file, 0o622);
      await expect(at('git')).rejects.toThrow(/writable by other users/);
      chmodSync(file, 0o600);
      const link = `${file}-link`;
      symlinkSync(file, link);
      await expect(SessionFile.open(link, 'git')).rejects.toThrow(/cannot be used: ELOOP/);
      await expect(SessionFile.open(path.dirname(file), 'git')).rejects.toThrow(/cannot be used/);
      const session = await at('git');
      chmodSync(file, 0o622);
      await expect(session.note('git_log', closed)).rejects.toThrow(/writable by other users/);
    },
  );
});
