// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
import fs from 'node:fs';
import path from 'node:path';
import type { ResourcePart } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { sharedBox, startShared } from '../fixtures.ts';
import { start, temporaryFolder } from '../start.ts';

const flags = ['--no-confirm', '--timeout', '300'];
/** The size that clients accept in one message (the official SDK's buffer), in bytes. */
const ceiling = 10 * 1024 * 1024;
const contentOf = ([part]: readonly ResourcePart[]): Buffer =>
  part?.blob === undefined ? Buffer.from(part?.text ?? '') : Buffer.from(part.blob, 'base64');
const bytesOf = (answer: unknown): number => Buffer.byteLength(JSON.stringify(answer));

describe('131 large messages', () => {
  const { folder, at, put } = sharedBox();
  const starting = startShared([folder], { flags });

  test('a request of 11 MB is carried out', async () => {
    const session = await starting;
    const content = '0123456789abcde\n'.repeat(11 * 65_536);
    expect(await session.call('write_file', { path: 'big.txt', content })).toMatchObject({ isError: false });
    expect(fs.readFileSync(at('big.txt'), 'utf8') === content).toBe(true);
  });

  test('15 MB of edits are carried out or refused, and nothing in between', async () => {
    const file = at('big.txt');
    const session = await starting;
    const old = 'abcdefghijklmno\n'.repeat(65_536);
    fs.writeFileSync(file, `${old}mark\n`);
    const newText = 'x'.repeat(15_000_000);
    const done = await session.call('edit_file', { path: 'big.txt', edits: [{ oldText: 'mark', newText }] });
    expect(bytesOf(done)).toBeLessThan(ceiling);
    const expected = done.isError ? `${old}mark\n` : `${old}${newText}\n`;
    expect(fs.readFileSync(file, 'utf8') === expected).toBe(true);
  });

  test('a replacement that would make gigabytes is refused, also of carriage returns, which go another way', async () => {
    const file = at('big.txt');
    const session = await starting;
    const old = 'ab\r'.repeat(8_000);
    fs.writeFileSync(file, old);
    const call = (replacement: string) =>
      session.call('replace_text', { path: 'big.txt', pattern: '\r', literal: true, replacement, dryRun: false });
    expect((await call('x'.repeat(100_000))).text).toContain('The result would have more than 64 million characters');
    expect(fs.readFileSync(file, 'utf8') === old).toBe(true);
    // Control.
    expect(await call('x')).toMatchObject({ isError: false });
    expect(fs.readFileSync(file, 'utf8') === old.replaceAll('\r', 'x')).toBe(true);
  });

  test('an edit of 2 MB that does not fit is described briefly', async () => {
    const file = at('big.txt');
    const session = await starting;
    const old = 'abcdefghijklmno\n'.repeat(65_536);
    fs.writeFileSync(file, old);
    const oldText = 'y'.repeat(2_000_000);
    const missed = await session.call('edit_file', { path: 'big.txt', edits: [{ oldText, newText: 'z' }] });
    expect(missed.isError).toBe(true);
    expect(missed.text.length).toBeLessThan(62_000);
    expect(fs.readFileSync(file, 'utf8') === old).toBe(true);
    expect(await session.call('get_file_info', { path: '.' })).toMatchObject({ isError: false });
  });

  /** The characters that grow most on their way: a control character takes six bytes in JSON, a line end two. */
  function hungryFolder(): string {
    const root = temporaryFolder();
    fs.writeFileSync(path.join(root, 'control.txt'), '\u0001\u0002\n'.repeat(2_300_000));
    fs.writeFileSync(path.join(root, 'lines.txt'), '\n'.repeat(6_900_000));
    fs.writeFileSync(path.join(root, 'media.bin'), Buffer.alloc(7_000_000, 0xff));
    fs.writeFileSync(path.join(root, 'quotes.txt'), `${'"\\'.repeat(3_000_000)} needle`);
    return root;
  }

  test('no answer comes near what clients accept, whatever is in the files', async () => {
    const root = hungryFolder();
    const session = await start([root], { flags });
    for (const [tool, args] of [
      ['read_text_file', { path: 'control.txt', encoding: 'utf-8' }],
      ['read_text_file', { path: 'lines.txt' }],
      ['read_text_file', { path: 'quotes.txt' }],
      ['read_media_file', { path: 'media.bin' }],
      ['read_media_file', { path: 'quotes.txt' }],
      ['search_text', { path: '.', pattern: '.', context: 20, limit: 10_000 }],
      ['compare_files', { path: 'lines.txt', otherPath: 'quotes.txt' }],
    ] as [string, Record<string, unknown>][]) {
      const answer = await session.call(tool, args);
      // Media comes whole or is refused for its size; everything else comes cut.
      if (answer.isError) expect([tool, answer.code]).toEqual(['read_media_file', 'too_large']);
      else expect(bytesOf(answer), tool).toBeGreaterThan(1000);
      expect(bytesOf(answer), tool).toBeLessThan(ceiling);
    }
    for (const name of fs.readdirSync(root)) {
      const parts = await session.readResource(`file://${root}/${name}`).catch((error: unknown) => String(error));
      expect(bytesOf(parts), name).toBeLessThan(ceiling);
      // It comes whole, or the error says how to get it in parts.
      if (typeof parts === 'string') expect(parts, name).toMatch(/read_text_file|read_media_file/);
      else expect(contentOf(parts).equals(fs.readFileSync(path.join(root, name))), name).toBe(true);
      expect(await session.call('get_file_info', { path: '.' }), name).toMatchObject({ isError: false });
    }
  });

  test('what is too long is cut and continued, not refused', async () => {
    put('lines.txt', 'ab\n'.repeat(100_000));
    put('long.txt', 'x'.repeat(1_000_000));
    const session = await starting;
    for (const [tool, args] of [
      ['read_text_file', { path: 'lines.txt', lineNumbers: true }],
      ['read_text_file', { path: 'long.txt', lineNumbers: true }],
      ['read_multiple_files', { paths: Array.from({ length: 1000 }, () => 'long.txt') }],
      ['read_multiple_files', { paths: Array.from({ length: 1000 }, (_, i) => `${'n'.repeat(200)}${i}`) }],
    ] as [string, Record<string, unknown>][]) {
      const answer = await session.call(tool, args);
      expect(answer, `${tool} ${answer.text.slice(0, 100)}`).toMatchObject({ isError: false });
      expect(answer.text.length).toBeLessThan(64_000);
    }
  });

  test('what a caller sent is not sent back at length', async () => {
    const session = await starting;
    const long = 'x'.repeat(2_000_000);
    for (const [tool, args] of [
      ['read_text_file', { path: long }],
      ['read_text_file', { path: `C:\\${long}` }],
      ['read_text_file', { path: `file://host/${long}` }],
      ['read_text_file', { path: `file:///%2f${long}` }],
      ['read_text_file', { path: '.', encoding: long }],
      ['read_text_file', { path: '.', [long]: 1 }],
      ['search_files', { path: '.', pattern: `{${long}` }],
      ['search_files', { path: '.', pattern: `[${long}` }],
      ['search_files', { path: '.', pattern: 'x', modifiedAfter: long }],
      ['search_files', { path: '.', pattern: 'x', cursor: long }],
      ['search_text', { path: '.', pattern: `(${long}` }],
      ['write_file', { path: 'a.txt', content: 'x', ifHash: long }],
      ['write_file', { path: 'a.txt', content: 'x', mode: long }],
      ['edit_file', { path: 'a.txt', edits: [{ oldText: long, newText: '' }] }],
    ] as [string, Record<string, unknown>][]) {
      const answer = await session.call(tool, args);
      expect(answer.isError, tool).toBe(true);
      expect(answer.text.length, `${tool} ${JSON.stringify(args).slice(0, 60)}`).toBeLessThan(62_000);
    }
  });
});
