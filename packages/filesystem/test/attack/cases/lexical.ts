import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import {
  noWayToChange,
  noWayToList,
  noWayToRead,
  noWayToWrite,
  onlyPosix,
  reads,
  refused,
  succeeds,
  type Case,
} from '../case.ts';
import { keepsCase } from '../world.ts';

const plain = (n: string, what: string, given: string, file = given): Case => ({
  n,
  what,
  leftOut: onlyPosix,
  setUp: (world) => fs.writeFileSync(world.in(file), 'a file with an odd name\n'),
  calls: () => [reads(given, 'a file with an odd name\n')],
});

/** 1-49: paths as text. */
export const lexical: Case[] = [
  {
    n: '1',
    what: 'an absolute path outside',
    calls: (world) => {
      const file = path.join(world.outside, 'secret.txt');
      return [
        ...noWayToRead(file, 'denied'),
        ...noWayToWrite(file, 'denied'),
        ...noWayToList(world.outside, 'denied'),
        ...noWayToChange(world.outside, 'denied'),
        refused('denied', 'get_file_info', { path: file }),
        refused('denied', 'get_file_info', { path: path.join(world.outside, 'not-there') }),
      ];
    },
  },
  { n: '2', what: 'the root, then ..', calls: (world) => noWayToRead(`${world.root}/../outside/secret.txt`, 'denied') },
  {
    n: '3',
    what: 'relative ..',
    calls: () => [
      ...noWayToRead('../outside/secret.txt', 'denied'),
      ...noWayToList('..', 'denied'),
      ...noWayToChange('../outside', 'denied'),
    ],
  },
  { n: '4', what: 'forty ..', calls: () => noWayToRead(`${'../'.repeat(40)}etc/passwd`, 'denied') },
  { n: '5', what: '.. behind a folder', calls: () => noWayToRead('sub/../../outside/secret.txt', 'denied') },
  {
    n: '6',
    what: 'dots and double separators that stay inside',
    calls: ({ root }) => [reads(`${root}/.//sub/./x.txt`, 'inside\n')],
  },
  { n: '7', what: '.. that stays inside', calls: () => [reads('sub/../ok.txt', 'fine\n')] },
  { n: '8', what: '.. behind what does not exist', calls: () => [reads('nope/../ok.txt', 'fine\n')] },
  {
    n: '9',
    what: 'a sibling that starts with the name of the root (CVE-2025-53110)',
    calls: ({ root }) => [
      ...noWayToRead(`${root}_evil/secret.txt`, 'denied'),
      ...noWayToList(`${root}_evil`, 'denied'),
      ...noWayToChange(`${root}_evil`, 'denied'),
    ],
  },
  {
    n: '10',
    what: 'a sibling with a space more',
    leftOut: onlyPosix,
    calls: ({ root }) => noWayToRead(`${root} /secret.txt`, 'denied'),
  },
  {
    n: '11',
    what: 'listing a sibling with a space more',
    leftOut: onlyPosix,
    calls: ({ root }) => noWayToList(`${root} `, 'denied'),
  },
  {
    n: '12',
    what: 'a sibling with a dot more',
    leftOut: onlyPosix,
    calls: ({ root }) => [...noWayToRead(`${root}./secret.txt`, 'denied'), ...noWayToList(`${root}.`, 'denied')],
  },
  {
    n: '13',
    what: 'a sibling with " more',
    leftOut: onlyPosix,
    calls: ({ root }) => noWayToRead(`${root}"`, 'denied'),
  },
  {
    n: '14',
    what: "a sibling with ' more",
    leftOut: onlyPosix,
    calls: ({ root }) => noWayToRead(`${root}'`, 'denied'),
  },
  {
    n: '15',
    what: 'a sibling with \\ more',
    leftOut: onlyPosix,
    calls: ({ root }) => noWayToRead(`${root}\\`, 'denied'),
  },
  {
    n: '16',
    what: 'a sibling with a tab more',
    leftOut: onlyPosix,
    calls: ({ root }) => noWayToRead(`${root}\t`, 'denied'),
  },
  {
    n: '17',
    what: 'a sibling with a line end more',
    leftOut: onlyPosix,
    calls: ({ root }) => noWayToRead(`${root}\n`, 'denied'),
  },
  {
    n: '18',
    what: 'overwriting a sibling with " more',
    leftOut: onlyPosix,
    calls: ({ root }) => ['"', "'", '\t', '\n'].flatMap((end) => noWayToWrite(root + end, 'denied')),
  },
  {
    n: '18b',
    what: 'a backslash is a character like any other, where it separates nothing',
    leftOut: onlyPosix,
    calls: ({ root }) => [
      ...noWayToWrite(`${root}\\`, 'denied'),
      succeeds('write_file', { path: 'odd\\', content: 'fine\n' }, /^Created/),
      reads('odd\\', 'fine\n'),
    ],
  },
  {
    n: '19',
    what: 'a sibling in another case',
    leftOut: keepsCase(os.tmpdir()) ? undefined : 'this file system ignores case: it is the root itself',
    calls: (world) => [
      ...noWayToRead(world.beside('Allowed', 'secret.txt'), 'denied'),
      ...noWayToList(world.beside('Allowed'), 'denied'),
      ...noWayToRead(world.beside('ALLOWED', 'ok.txt'), 'denied'),
    ],
  },
  {
    n: '20',
    what: '%2e%2e is a name like any other',
    calls: () => [
      ...noWayToRead('%2e%2e/outside/secret.txt', 'not_found'),
      ...noWayToRead('sub/%2e%2e%2f%2e%2e%2foutside/secret.txt', 'not_found'),
    ],
  },
  plain('21', 'a file that is really called %2e%2e', '%2e%2e'),
  { n: '22', what: 'coded twice', calls: () => noWayToRead('%252e%252e/outside/secret.txt', 'not_found') },
  { n: '23', what: 'overlong UTF-8', calls: () => noWayToRead('%c0%ae%c0%ae/%c0%afoutside/secret.txt', 'not_found') },
  { n: '24', what: 'full-width dots', calls: () => noWayToRead('\uff0e\uff0e/outside/secret.txt', 'not_found') },
  { n: '25', what: 'a division slash', calls: () => noWayToRead('..\u2215outside\u2215secret.txt', 'not_found') },
  { n: '26', what: '\\..\\', leftOut: onlyPosix, calls: () => noWayToRead('\\..\\outside\\secret.txt', 'not_found') },
  {
    n: '27',
    what: '..\\ and ../ mixed',
    leftOut: onlyPosix,
    calls: () => noWayToRead('sub\\..\\../..\\outside/secret.txt', 'not_found'),
  },
  { n: '28', what: 'NUL at the end', calls: () => noWayToRead('ok.txt\0', 'invalid') },
  {
    n: '29',
    what: 'NUL in the middle',
    calls: () => [
      ...noWayToRead('ok.txt\0/../../outside/secret.txt', 'invalid'),
      ...noWayToChange('sub\0x', 'invalid'),
    ],
  },
  {
    n: '30',
    what: 'an empty path',
    calls: () => [
      ...noWayToRead('', 'invalid'),
      ...noWayToList('', 'invalid'),
      refused('invalid', 'delete_file', { path: '', recursive: true }),
    ],
  },
  { n: '31', what: 'only spaces', calls: () => [...noWayToRead('   ', 'not_found'), ...noWayToList(' ', 'not_found')] },
  {
    n: '32',
    what: 'half a surrogate pair',
    calls: () => [
      ...noWayToChange('sub\ud800', 'invalid'),
      refused('invalid', 'write_file', { path: 'bad\udc00.txt', content: 'x' }),
    ],
    after: (world) => expect(fs.readdirSync(world.root).sort()).toEqual(['ok.txt', 'sub']),
  },
  {
    n: '33',
    what: 'a name of 300 bytes',
    calls: () => [
      ...noWayToRead('n'.repeat(300), 'invalid'),
      refused('invalid', 'write_file', { path: 'n'.repeat(300), content: 'x' }),
      refused('invalid', 'create_directory', { path: `sub/${'n'.repeat(300)}` }),
      refused('invalid', 'move_file', { source: 'ok.txt', destination: 'n'.repeat(300) }),
      refused('invalid', 'copy_file', { source: 'ok.txt', destination: 'n'.repeat(300) }),
    ],
    after: (world) => expect(fs.readdirSync(world.root).sort()).toEqual(['ok.txt', 'sub']),
  },
  {
    n: '34',
    what: 'a path of 6 kB',
    calls: () => [...noWayToRead('a/'.repeat(3000), 'invalid'), ...noWayToList('a/'.repeat(3000), 'invalid')],
  },
  {
    n: '35',
    what: 'file:// inside',
    setUp: (world) => fs.writeFileSync(world.in('ä b%.txt'), 'umlaut\n'),
    calls: (world) => [
      reads(pathToFileURL(world.in('sub', 'x.txt')).href, 'inside\n'),
      reads(pathToFileURL(world.in('ä b%.txt')).href, 'umlaut\n'),
      reads(pathToFileURL(world.in('ok.txt')).href.replace('file:///', 'file://localhost/'), 'fine\n'),
      ...noWayToRead(pathToFileURL(path.join(world.outside, 'secret.txt')).href, 'denied'),
      ...noWayToRead(`${pathToFileURL(world.root).href}/../outside/secret.txt`, 'denied'),
      ...noWayToRead(`${pathToFileURL(world.root).href}/%2e%2e/outside/secret.txt`, 'denied'),
    ],
  },
  {
    n: '36',
    what: 'file:// with a hidden separator',
    calls: ({ root }) =>
      ['%2f', '%2F', '%5c', '%00'].flatMap((code) =>
        noWayToRead(`file://${root}/..${code}outside/secret.txt`, 'invalid'),
      ),
  },
  {
    n: '37',
    what: 'file:// of another computer',
    calls: ({ root }) => noWayToRead(`file://host${root}/ok.txt`, 'invalid'),
  },
  {
    n: '38',
    what: 'C:\\',
    leftOut: onlyPosix,
    calls: () => [...noWayToRead('C:\\Windows\\win.ini', 'invalid'), ...noWayToChange('C:\\x', 'invalid')],
  },
  {
    n: '39',
    what: 'C:/',
    leftOut: onlyPosix,
    calls: () => [...noWayToRead('C:/Windows/win.ini', 'invalid'), ...noWayToList('c:', 'invalid')],
  },
  {
    n: '40',
    what: '~/',
    calls: () => [
      ...noWayToRead('~/.bashrc', 'denied'),
      ...noWayToList('~', 'denied'),
      ...noWayToChange('~', 'denied'),
    ],
  },
  {
    n: '41',
    what: '~root',
    calls: () => [...noWayToRead('~root/.bashrc', 'not_found'), ...noWayToList('~root', 'not_found')],
  },
  plain('42', 'a file that is really called $HOME', '$HOME'),
  plain('43', 'a name that starts with -', '-rf'),
  plain('44', 'a name of three dots', '...'),
  {
    n: '45',
    what: 'a name that ends in a space is another file',
    leftOut: onlyPosix,
    setUp(world) {
      fs.writeFileSync(world.in('trail'), 'without\n');
      fs.writeFileSync(world.in('trail '), 'with\n');
    },
    calls: () => [
      reads('trail', 'without\n'),
      reads('trail ', 'with\n'),
      refused('not_found', 'read_text_file', { path: ' trail' }),
    ],
  },
  {
    n: '46',
    what: 'a line end in a name: read as it is, listed on one line, not created',
    leftOut: onlyPosix,
    setUp: (world) => fs.writeFileSync(world.in('two\nlines.txt'), 'odd\n'),
    calls: () => [
      reads('two\nlines.txt', 'odd\n'),
      succeeds('list_directory', { path: '.' }, /^\[3 entries\]\nok\.txt\nsub\/\n"two\\nlines\.txt"$/),
      succeeds('directory_tree', { path: '.' }, /\n"two\\nlines\.txt"$/),
      succeeds('search_files', { path: '.', pattern: 'lines' }, /\]\n"two\\nlines\.txt"$/),
      succeeds('search_text', { path: '.', pattern: 'odd' }, /\]\n"two\\nlines\.txt"\n {2}1: odd$/),
      refused('invalid', 'write_file', { path: 'new\nname.txt', content: 'x' }),
      refused('invalid', 'create_directory', { path: 'new\nfolder' }),
      refused('invalid', 'move_file', { source: 'ok.txt', destination: 'o\nk.txt' }),
      refused('invalid', 'copy_file', { source: 'ok.txt', destination: 'o\nk.txt' }),
    ],
    after: (world) => expect(fs.readdirSync(world.root).sort()).toEqual(['ok.txt', 'sub', 'two\nlines.txt']),
  },
  {
    n: '47',
    what: 'names that end as the kernel marks what was removed',
    setUp(world) {
      fs.mkdirSync(world.in('folder (deleted)'));
      fs.writeFileSync(world.in('folder (deleted)', 'x (deleted)'), 'not deleted\n');
    },
    calls: () => [
      reads('folder (deleted)/x (deleted)', 'not deleted\n'),
      succeeds('list_directory', { path: 'folder (deleted)' }, /x \(deleted\)/),
    ],
  },
  {
    n: '48',
    what: 'a name in the other Unicode form',
    setUp(world) {
      fs.mkdirSync(world.in('u\u0308ber'));
      fs.writeFileSync(world.in('u\u0308ber', 'cafe\u0301.txt'), 'decomposed\n');
    },
    calls: () => [reads('\u00fcber/caf\u00e9.txt', 'decomposed\n'), reads('u\u0308ber/cafe\u0301.txt', 'decomposed\n')],
  },
  {
    n: '49',
    what: 'a separator behind a file',
    calls: () => [
      ...noWayToRead('ok.txt/', 'invalid').filter(({ tool }) => tool !== 'search_text'),
      refused('invalid', 'write_file', { path: 'new.txt/', content: 'x' }),
      refused('invalid', 'write_file', { path: 'ok.txt/', content: 'x' }),
    ],
    after: (world) => expect(fs.readFileSync(world.in('ok.txt'), 'utf8')).toBe('fine\n'),
  },
];
