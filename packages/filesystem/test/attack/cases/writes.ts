import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { noWayToChange, reads, refused, succeeds, type Case } from '../case.ts';
import type { World } from '../world.ts';

const names = (world: World): string[] => fs.readdirSync(world.root).sort();
const text = (world: World, ...at: string[]): string => fs.readFileSync(world.in(...at), 'utf8');

/** 74-89: the ways to write. */
export const writes: Case[] = [
  {
    n: '74',
    what: 'creating through a link that leads to nothing outside',
    setUp: (world) => fs.symlinkSync(path.join(world.outside, 'made.txt'), world.in('l')),
    calls: () => [
      refused('conflict', 'write_file', { path: 'l', content: 'x', mode: 'create' }),
      refused('conflict', 'copy_file', { source: 'ok.txt', destination: 'l' }),
      refused('denied', 'create_directory', { path: 'l' }),
      refused('denied', 'create_directory', { path: 'l/deeper' }),
    ],
  },
  {
    n: '75',
    what: 'overwriting through a link that leads to nothing outside',
    setUp: (world) => fs.symlinkSync('../outside/made.txt', world.in('l')),
    calls: () => [
      refused('denied', 'write_file', { path: 'l', content: 'x' }),
      refused('denied', 'write_file', { path: 'l', content: 'x', mode: 'append' }),
      refused('denied', 'edit_file', { path: 'l', edits: [{ oldText: 'a', newText: 'b' }] }),
    ],
  },
  {
    n: '76',
    what: 'writing through a link that leads to nothing inside',
    setUp: (world) => fs.symlinkSync('sub/made.txt', world.in('l')),
    calls: () => [
      refused('conflict', 'write_file', { path: 'l', content: 'x', mode: 'create' }),
      succeeds('write_file', { path: 'l', content: 'made' }, /^Created/),
    ],
    after(world) {
      expect(fs.readlinkSync(world.in('l'))).toBe('sub/made.txt');
      expect(text(world, 'sub', 'made.txt')).toBe('made');
    },
  },
  {
    n: '77',
    what: 'creating below a link to a folder outside',
    setUp: (world) => fs.symlinkSync(world.outside, world.in('l')),
    calls: () => [...noWayToChange('l', 'denied'), ...noWayToChange('l/dir', 'denied')],
  },
  {
    n: '78',
    what: 'mkdir -p below a link to a folder outside',
    setUp: (world) => fs.symlinkSync('../../outside', world.in('sub', 'l')),
    calls: () => [
      refused('denied', 'create_directory', { path: 'sub/l/a/b/c' }),
      refused('denied', 'create_directory', { path: 'sub/l' }),
      refused('denied', 'create_directory', { path: 'sub/l/dir/../dir/x' }),
    ],
  },
  {
    n: '79',
    what: 'mkdir -p inside',
    setUp: (world) => fs.symlinkSync('sub', world.in('l')),
    calls: () => [
      succeeds('create_directory', { path: 'a/b/c' }, /3 folders/),
      succeeds('create_directory', { path: 'l/d/e' }, /2 folders/),
      succeeds('create_directory', { path: 'a/b' }, /already exists/),
    ],
    after(world) {
      expect(fs.statSync(world.in('a', 'b', 'c')).isDirectory()).toBe(true);
      expect(fs.statSync(world.in('sub', 'd', 'e')).isDirectory()).toBe(true);
    },
  },
  {
    n: '80',
    what: 'mkdir over and through a file',
    calls: () => [
      refused('conflict', 'create_directory', { path: 'ok.txt' }),
      refused('conflict', 'create_directory', { path: 'ok.txt/x' }),
    ],
    after: (world) => expect(text(world, 'ok.txt')).toBe('fine\n'),
  },
  {
    n: '81',
    what: 'mkdir over a link that leads to nothing',
    setUp(world) {
      fs.symlinkSync('sub/nothing', world.in('in'));
      fs.symlinkSync('../outside/nothing', world.in('out'));
    },
    calls: () => [
      refused('conflict', 'create_directory', { path: 'in' }),
      refused('denied', 'create_directory', { path: 'out' }),
    ],
    after: (world) => expect(fs.readdirSync(world.in('sub'))).toEqual(['x.txt']),
  },
  {
    n: '82',
    what: 'writing to the root itself',
    calls: ({ root }) => [
      refused('denied', 'write_file', { path: root, content: 'x' }),
      refused('denied', 'write_file', { path: '.', content: 'x', mode: 'append' }),
      refused('denied', 'edit_file', { path: root, edits: [{ oldText: 'a', newText: 'b' }] }),
      refused('denied', 'copy_file', { source: root, destination: 'copy' }),
      refused('denied', 'copy_file', { source: 'ok.txt', destination: root }),
    ],
  },
  {
    n: '83',
    what: 'create never replaces',
    calls: () => [
      refused('conflict', 'write_file', { path: 'ok.txt', content: 'x', mode: 'create' }),
      refused('conflict', 'write_file', { path: 'sub', content: 'x', mode: 'create' }),
    ],
    after: (world) => expect(text(world, 'ok.txt')).toBe('fine\n'),
  },
  {
    n: '84',
    what: 'moving or removing the root',
    calls: ({ root }) =>
      [root, '.', `${root}/`, 'sub/..'].flatMap((source) => [
        refused('denied', 'move_file', { source, destination: 'moved' }),
        refused('denied', 'delete_file', { path: source, recursive: true }),
      ]),
    after: (world) => expect(names(world)).toEqual(['ok.txt', 'sub']),
  },
  {
    n: '85',
    what: 'moving onto what exists',
    setUp: (world) => fs.mkdirSync(world.in('empty')),
    calls: () => [
      refused('conflict', 'move_file', { source: 'ok.txt', destination: 'sub/x.txt' }),
      refused('conflict', 'move_file', { source: 'ok.txt', destination: 'sub' }),
      refused('conflict', 'move_file', { source: 'sub', destination: 'ok.txt' }),
      refused('conflict', 'move_file', { source: 'sub', destination: 'empty' }),
      refused('conflict', 'move_file', { source: 'ok.txt', destination: 'ok.txt' }),
      refused('conflict', 'copy_file', { source: 'ok.txt', destination: 'sub/x.txt' }),
      refused('conflict', 'copy_file', { source: 'sub', destination: 'empty' }),
    ],
    after(world) {
      expect(names(world)).toEqual(['empty', 'ok.txt', 'sub']);
      expect(text(world, 'sub', 'x.txt')).toBe('inside\n');
    },
  },
  {
    n: '86',
    what: 'moving onto a link that leads to nothing',
    setUp(world) {
      fs.symlinkSync('../outside/made.txt', world.in('out'));
      fs.symlinkSync('nothing', world.in('in'));
    },
    calls: () =>
      ['out', 'in'].flatMap((destination) => [
        refused('conflict', 'move_file', { source: 'ok.txt', destination }),
        refused('conflict', 'move_file', { source: 'sub', destination }),
        refused('conflict', 'copy_file', { source: 'ok.txt', destination }),
      ]),
    after: (world) => expect(names(world)).toEqual(['in', 'ok.txt', 'out', 'sub']),
  },
  {
    n: '87',
    what: 'moving out through a link to a folder outside',
    setUp: (world) => fs.symlinkSync(world.outside, world.in('l')),
    calls: () => [
      refused('denied', 'move_file', { source: 'ok.txt', destination: 'l/ok.txt' }),
      refused('denied', 'move_file', { source: 'sub', destination: 'l/dir/sub' }),
    ],
    after: (world) => expect(names(world)).toEqual(['l', 'ok.txt', 'sub']),
  },
  {
    n: '87b',
    what: 'moving, copying and removing a link never touches what it leads to',
    setUp(world) {
      fs.symlinkSync(world.outside, world.in('folder'));
      fs.symlinkSync('../outside/secret.txt', world.in('file'));
    },
    calls: () => [
      succeeds('copy_file', { source: 'file', destination: 'copied' }, /^Copied/),
      succeeds('move_file', { source: 'folder', destination: 'moved' }, /^Moved/),
      ...['copied', 'moved/secret.txt'].map((p) => refused('denied', 'read_text_file', { path: p })),
      succeeds('delete_file', { path: 'file' }, /^Deleted/),
      succeeds('delete_file', { path: 'moved', recursive: true }, /^Deleted/),
    ],
    after: (world) => expect(names(world)).toEqual(['copied', 'ok.txt', 'sub']),
  },
  {
    n: '87c',
    what: 'removing and copying a folder that holds links out',
    setUp(world) {
      fs.symlinkSync(world.outside, world.in('sub', 'folder'));
      fs.symlinkSync('../../outside/secret.txt', world.in('sub', 'file'));
    },
    calls: () => [
      succeeds('copy_file', { source: 'sub', destination: 'copy' }, /^Copied/),
      ...['copy/file', 'copy/folder/secret.txt'].map((p) => refused('denied', 'read_text_file', { path: p })),
      succeeds('delete_file', { path: 'sub', recursive: true }, /^Deleted/),
    ],
    after(world) {
      expect(names(world)).toEqual(['copy', 'ok.txt']);
      expect(fs.readdirSync(world.in('copy')).sort()).toEqual(['file', 'folder', 'x.txt']);
    },
  },
  {
    n: '88',
    what: 'moving a sibling in',
    calls: ({ root, beside }) => [
      ...['"', "'", '\t', '\\', '_evil', ' ', '_evil/secret.txt'].map((end) =>
        refused('denied', 'move_file', { source: root + end, destination: 'got' }),
      ),
      refused('denied', 'copy_file', { source: `${root}"`, destination: 'got' }),
      refused('denied', 'move_file', { source: beside('outside'), destination: 'got' }),
    ],
    after: (world) => expect(names(world)).toEqual(['ok.txt', 'sub']),
  },
  {
    n: '89',
    what: 'a folder into itself',
    setUp: (world) => fs.symlinkSync('sub', world.in('l')),
    calls: () =>
      ['move_file', 'copy_file'].flatMap((tool) => [
        refused('invalid', tool, { source: 'sub', destination: 'sub/again' }),
        refused('invalid', tool, { source: 'sub', destination: 'l/again' }),
      ]),
    after: (world) => expect(fs.readdirSync(world.in('sub'))).toEqual(['x.txt']),
  },
  {
    n: '89b',
    what: 'a file onto itself stays whole',
    calls: () => [
      refused('conflict', 'copy_file', { source: 'ok.txt', destination: './ok.txt' }),
      reads('ok.txt', 'fine\n'),
    ],
  },
];
