import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import {
  harmless,
  noWayToChange,
  noWayToList,
  noWayToRead,
  noWayToWrite,
  onlyLinux,
  onlyPosix,
  reads,
  refused,
  succeeds,
  type Case,
} from '../case.ts';
import { escapeRegExp, type World } from '../world.ts';

/** A link that leads to a file outside, or is believed to. */
const fileLink = (n: string, what: string, link: (world: World) => void, leftOut?: string): Case => ({
  n,
  what,
  leftOut,
  setUp: link,
  calls: () => [
    ...noWayToRead('l', 'denied'),
    ...noWayToWrite('l', 'denied'),
    succeeds('get_file_info', { path: 'l' }, /^type: link/),
  ],
  after: (world) => expect(fs.lstatSync(world.in('l')).isSymbolicLink()).toBe(true),
});

/** A link that leads to a folder outside. `file` is one that is in there. */
const folderLink = (
  n: string,
  what: string,
  link: (world: World) => void,
  file = 'secret.txt',
  leftOut?: string,
  shown = '(outside)',
): Case => ({
  n,
  what,
  leftOut,
  setUp: link,
  calls: () => [
    ...noWayToRead(`l/${file}`, 'denied'),
    ...noWayToWrite(`l/${file}`, 'denied'),
    ...noWayToList('l', 'denied'),
    ...noWayToList('l/', 'denied'),
    ...noWayToList('l/dir', 'denied'),
    ...noWayToChange('l', 'denied'),
    refused('denied', 'get_file_info', { path: `l/${file}` }),
    // A walk names the link and does not follow it.
    succeeds('list_directory', { path: '.' }, new RegExp(`\nl -> ${escapeRegExp(shown)}\n`)),
    succeeds('directory_tree', { path: '.' }, new RegExp(`\nl -> ${escapeRegExp(shown)}\n`)),
    succeeds('search_files', { path: '.', pattern: '**' }, /\nl\n/),
    succeeds('search_text', { path: '.', pattern: 'of' }, /^\[0 matches/),
  ],
});

const link =
  (target: string | ((world: World) => string), name = 'l') =>
  (world: World) =>
    fs.symlinkSync(typeof target === 'string' ? target : target(world), world.in(name));

/** `count` links one behind the other; the last leads to `target`, the first is `l`. */
function chain(world: World, count: number, target: string): void {
  for (let i = 1; i < count; i++) fs.symlinkSync(i === count - 1 ? target : `link-${i + 1}`, world.in(`link-${i}`));
  fs.symlinkSync(count === 1 ? target : 'link-1', world.in('l'));
}

const unreadable = (n: string, what: string, setUp: (world: World) => void): Case => ({
  n,
  what,
  setUp,
  calls: () => [...noWayToRead('l', 'invalid'), ...noWayToWrite('l', 'invalid'), ...noWayToList('l', 'invalid')],
});

/** 50-73: links in the root. */
export const links: Case[] = [
  fileLink(
    '50',
    'a link to a file outside (CVE-2025-53109)',
    link(({ outside }) => path.join(outside, 'secret.txt')),
  ),
  folderLink(
    '51',
    'a link to a folder outside',
    link(({ outside }) => outside),
  ),
  fileLink('52', 'a relative link out', link('../outside/secret.txt')),
  fileLink('53', 'a chain of links out', (world) => chain(world, 5, '../outside/secret.txt')),
  folderLink(
    '54',
    'a chain of links to a folder outside',
    (world) => chain(world, 5, world.outside),
    'secret.txt',
    undefined,
    'link-1',
  ),
  fileLink('55', 'a link through a folder inside and up', link('sub/../../outside/secret.txt')),
  folderLink('56', 'a link to the sibling that starts with the name of the root', link('../allowed_evil')),
  fileLink('57', 'a link to the sibling with " more', link('../allowed"'), onlyPosix),
  folderLink('58', 'a link to ..', link('..'), 'outside/secret.txt'),
  folderLink('59', 'a link to /', link('/'), 'etc/passwd', onlyPosix),
  {
    n: '60',
    what: 'a link to .',
    setUp: link('.'),
    calls: () => [
      reads('l/ok.txt', 'fine\n'),
      reads('l/l/l/sub/x.txt', 'inside\n'),
      succeeds('list_directory', { path: 'l' }, /ok\.txt/),
    ],
  },
  { n: '61', what: 'a link to a file inside', setUp: link('sub/x.txt'), calls: () => [reads('l', 'inside\n')] },
  {
    n: '62',
    what: 'an absolute link to a file inside',
    setUp: link((world) => world.in('sub', 'x.txt')),
    calls: () => [reads('l', 'inside\n')],
  },
  {
    n: '63',
    what: 'a link to a folder inside',
    setUp: link('sub'),
    calls: () => [
      reads('l/x.txt', 'inside\n'),
      succeeds('list_directory', { path: 'l' }, /x\.txt/),
      succeeds('write_file', { path: 'l/new.txt', content: 'new' }, /^Created/),
      succeeds('write_file', { path: 'l/x.txt', content: 'changed' }, /^Replaced/),
      reads('sub/x.txt', 'changed'),
    ],
    after: (world) => expect(fs.readFileSync(world.in('sub', 'new.txt'), 'utf8')).toBe('new'),
  },
  unreadable('64', 'links in a circle', (world) => {
    fs.symlinkSync('m', world.in('l'));
    fs.symlinkSync('l', world.in('m'));
  }),
  unreadable('65', 'a link to itself', link('l')),
  unreadable('66', 'a chain of 45 links', (world) => chain(world, 45, 'sub/x.txt')),
  {
    n: '67',
    what: 'a chain of 20 links',
    setUp: (world) => chain(world, 20, 'sub/x.txt'),
    calls: () => [reads('l', 'inside\n')],
  },
  folderLink('68', 'a link to /proc/self/root', link('/proc/self/root'), 'etc/passwd', onlyLinux),
  folderLink('69', 'a link to /proc/1/cwd', link('/proc/1/cwd'), 'secret.txt', onlyLinux),
  {
    n: '69b',
    what: 'a link to /proc/self/cwd, which may be a folder of the root and is never outside',
    leftOut: onlyLinux,
    setUp: link('/proc/self/cwd'),
    calls: () => [
      harmless('list_directory', { path: 'l' }),
      harmless('read_text_file', { path: 'l/secret.txt' }),
      harmless('search_text', { path: 'l', pattern: 'of' }),
    ],
  },
  {
    n: '70',
    what: 'descriptors of the server by path',
    leftOut: onlyLinux,
    calls: () =>
      [
        ...Array.from({ length: 40 }, (_, fd) => `/proc/self/fd/${fd}`),
        '/proc/self/environ',
        '/proc/self/root/etc/passwd',
      ].map((p) => refused('denied', 'read_text_file', { path: p })),
  },
  {
    n: '70b',
    what: 'links to descriptors of the helper',
    leftOut: onlyLinux,
    setUp(world) {
      for (let fd = 0; fd < 40; fd++) fs.symlinkSync(`/proc/self/fd/${fd}`, world.in(`fd-${fd}`));
    },
    calls: () =>
      Array.from({ length: 40 }, (_, fd) => `fd-${fd}`).flatMap((p) => [
        // These include the folders that the call itself holds open.
        harmless('read_text_file', { path: p }),
        harmless('list_directory', { path: p }),
        harmless('read_text_file', { path: `${p}/../outside/secret.txt` }),
        harmless('search_text', { path: p, pattern: 'of' }),
      ]),
  },
  folderLink('71', 'a link to /dev/fd', link('/dev/fd'), '0', onlyLinux),
  fileLink('72', 'a link to /dev/stdin', link('/dev/stdin'), onlyPosix),
  fileLink('73', 'a link to /dev/zero', link('/dev/zero'), onlyPosix),
];
