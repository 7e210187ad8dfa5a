import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { noWayToList, noWayToRead, noWayToWrite, onlyPosix, reads, refused, succeeds, type Case } from '../case.ts';
import type { World } from '../world.ts';

/** Why special files of a kind cannot be made here; undefined where they can. */
function reasonAgainst(make: (file: string) => void, what: string): string | undefined {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-probe-'));
  try {
    make(path.join(folder, 'it'));
    return undefined;
  } catch {
    return `${what} cannot be made here`;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const quietly = { stdio: 'ignore' } as const;
export const makeFifo = (file: string): void => void execFileSync('mkfifo', [file], quietly);
export const noFifo = reasonAgainst(makeFifo, 'a FIFO (mkfifo of coreutils)');
const makeDevice =
  (...args: string[]) =>
  (file: string): void =>
    void execFileSync('mknod', [file, ...args], quietly);
const characterDevice = makeDevice('c', '1', '5');
const blockDevice = makeDevice('b', '7', '0');

/** An entry that is neither file, folder nor link: it is named, and otherwise left alone. */
const special = (
  n: string,
  what: string,
  leftOut: string | undefined,
  make: (file: string) => void | Promise<() => void>,
): Case => ({
  n,
  what,
  leftOut,
  async setUp(world) {
    const end = await make(world.in('sub', 'special'));
    return end ?? (() => {});
  },
  calls: () => [
    ...noWayToRead('sub/special', 'unsupported').filter(({ tool }) => tool !== 'search_text'),
    ...noWayToWrite('sub/special', 'unsupported'),
    ...noWayToList('sub/special', 'invalid'),
    refused('unsupported', 'copy_file', { source: 'sub/special', destination: 'copy' }),
    refused('unsupported', 'move_file', { source: 'sub/special', destination: 'moved' }),
    refused('conflict', 'copy_file', { source: 'ok.txt', destination: 'sub/special' }),
    succeeds('get_file_info', { path: 'sub/special' }, /^type: other/),
    succeeds('list_directory', { path: 'sub' }, /\nspecial \(pipe, socket or device\)\n/),
    succeeds('directory_tree', { path: '.' }, /special \(pipe/),
    succeeds('search_files', { path: '.', pattern: 'special' }, /\nsub\/special$/),
    succeeds('search_text', { path: '.', pattern: 'inside' }, /^\[1 match in 1 file; 2 files searched\]/),
    succeeds('copy_file', { source: 'sub', destination: 'copied' }, /1 pipe, socket or device left out/),
    succeeds('delete_file', { path: 'sub/special' }, /^Deleted/),
  ],
  after: (world) => expect(fs.readdirSync(world.in('copied'))).toEqual(['x.txt']),
});

const sparse = (world: World): void => {
  const fd = fs.openSync(world.in('huge'), 'w');
  fs.ftruncateSync(fd, 2 ** 40);
  fs.closeSync(fd);
};

/** 90-100: what is not an ordinary file. */
export const kinds: Case[] = [
  special('90', 'a FIFO', noFifo, makeFifo),
  special(
    '91',
    'a character device',
    reasonAgainst(characterDevice, 'a device (that needs privileges)'),
    characterDevice,
  ),
  special('92', 'a block device', reasonAgainst(blockDevice, 'a device (that needs privileges)'), blockDevice),
  special('93', 'a socket', onlyPosix, async (file) => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(file, resolve));
    return () => server.close();
  }),
  {
    n: '94',
    what: 'a folder as a file',
    calls: () => [
      ...noWayToRead('sub', 'invalid').filter(({ tool }) => tool !== 'search_text'),
      ...noWayToWrite('sub', 'invalid'),
      refused('conflict', 'delete_file', { path: 'sub' }),
    ],
  },
  {
    n: '95',
    what: 'a file as a folder',
    calls: () => [
      ...noWayToList('ok.txt', 'invalid').filter(({ tool }) => tool !== 'search_text'),
      ...noWayToRead('ok.txt/x', 'invalid'),
      refused('invalid', 'write_file', { path: 'ok.txt/x', content: 'x' }),
      refused('invalid', 'delete_file', { path: 'ok.txt/x' }),
      refused('invalid', 'move_file', { source: 'sub', destination: 'ok.txt/x' }),
    ],
    after: (world) => expect(fs.readFileSync(world.in('ok.txt'), 'utf8')).toBe('fine\n'),
  },
  {
    n: '96',
    what: 'replacing a FIFO leaves it a FIFO',
    leftOut: noFifo,
    setUp: (world) => makeFifo(world.in('fifo')),
    calls: () => [
      ...noWayToWrite('fifo', 'unsupported'),
      refused('conflict', 'write_file', { path: 'fifo', content: 'x', mode: 'create' }),
      refused('conflict', 'move_file', { source: 'ok.txt', destination: 'fifo' }),
    ],
    after: (world) => expect(fs.lstatSync(world.in('fifo')).isFIFO()).toBe(true),
  },
  {
    n: '97',
    what: 'replacing a device leaves it a device',
    leftOut: reasonAgainst(characterDevice, 'a device (that needs privileges)'),
    setUp: (world) => characterDevice(world.in('device')),
    calls: () => noWayToWrite('device', 'unsupported'),
    after: (world) => expect(fs.lstatSync(world.in('device')).isCharacterDevice()).toBe(true),
  },
  {
    n: '98',
    what: 'a sparse file of 1 TB',
    leftOut: onlyPosix,
    setUp: sparse,
    calls: () => [
      refused('unsupported', 'read_text_file', { path: 'huge' }),
      refused('unsupported', 'read_text_file', { path: 'huge', tail: 5 }),
      refused('too_large', 'read_media_file', { path: 'huge' }),
      refused('too_large', 'edit_file', { path: 'huge', edits: [{ oldText: 'a', newText: 'b' }] }),
      succeeds('write_file', { path: 'huge', content: 'x', mode: 'append' }, /^Appended/),
      refused('too_large', 'compare_files', { path: 'huge', otherPath: 'ok.txt' }),
      succeeds('read_text_file', { path: 'huge', encoding: 'utf-8', head: 3 }, /CUT/),
      succeeds('read_text_file', { path: 'huge', encoding: 'utf-8', tail: 3 }, /^\[huge: /),
      succeeds(
        'read_text_file',
        { path: 'huge', encoding: 'utf-8', offset: 2 ** 40 - 5 },
        /bytes 1099511627771-1099511627777/,
      ),
      refused('invalid', 'read_text_file', { path: 'huge', encoding: 'utf-8', offset: 2 ** 53 - 1 }),
      succeeds('get_file_info', { path: 'huge' }, /size: 1,099,511,627,777 bytes/),
      succeeds('search_text', { path: '.', pattern: 'fine' }, /1 binary file left out/),
      succeeds('list_directory_with_sizes', { path: '.' }, /1.1 TB/),
      // Its lines are beyond any deadline; the answer says so, and the server lives on.
      {
        ...refused('timeout', 'read_text_file', { path: 'huge', encoding: 'utf-8', startLine: 10 ** 9 }),
        hurried: true,
      },
      succeeds('write_file', { path: 'huge', content: 'small again' }, /^Replaced/),
    ],
    after: (world) => expect(fs.readFileSync(world.in('huge'), 'utf8')).toBe('small again'),
  },
  {
    n: '99',
    what: 'a hard link to a file outside reads as the file that it is: its maker could read it',
    setUp(world) {
      fs.writeFileSync(world.beside('linked.txt'), 'shared\n');
      fs.linkSync(world.beside('linked.txt'), world.in('hard.txt'));
    },
    calls: () => [reads('hard.txt', 'shared\n')],
  },
  { n: '100', what: 'a bind mount in the root', leftOut: 'mounting needs privileges', calls: () => [] },
];
