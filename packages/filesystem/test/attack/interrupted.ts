// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { Do } from './arena.ts';

/** Names of files that a later write sweeps away. */
export const temporary = /^\.mcp-\d+-[0-9a-f]{12}\.tmp$/;
/** Returns the content of a folder without the files that a later write sweeps away. */
export const named = (folder: string): string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => !temporary.test(name))
    .sort();
export const text = (file: string): string => fs.readFileSync(file, 'utf8');

/** One operation that is interrupted, and what must hold wherever that happens. */
export interface Interrupted {
  name: string;
  /** True if the server's own process can do it. */
  inServer?: boolean;
  prepare(root: string): void;
  act(act: Do): unknown;
  /** Returns the number of writes of content, each of which can be cut short. */
  writes: number;
  holds(root: string): void;
}

const old = 'old\n'.repeat(50_000);
const fresh = 'new!\n'.repeat(50_000);
const budget = 1000;

export const interrupted: Interrupted[] = [
  {
    name: 'create',
    inServer: true,
    writes: 1,
    prepare() {},
    act: (act) => act('write', { path: 'a', content: fresh, mode: 'create' }),
    holds(root) {
      expect([[], ['a']]).toContainEqual(named(root));
      if (fs.existsSync(path.join(root, 'a'))) expect(text(path.join(root, 'a')) === fresh).toBe(true);
    },
  },
  {
    // A file that the sandbox has created itself is known to have no attributes, and needs no program to keep them.
    name: 'create, then overwrite',
    inServer: true,
    writes: 2,
    prepare() {},
    act(act) {
      act('write', { path: 'a', content: old, mode: 'create' });
      act('write', { path: 'a', content: fresh, mode: 'overwrite' });
    },
    holds(root) {
      expect([[], ['a']]).toContainEqual(named(root));
      if (fs.existsSync(path.join(root, 'a'))) expect([old, fresh].includes(text(path.join(root, 'a')))).toBe(true);
    },
  },
  {
    name: 'overwrite',
    writes: 1,
    prepare: (root) => fs.writeFileSync(path.join(root, 'a'), old),
    act: (act) => act('write', { path: 'a', content: fresh, mode: 'overwrite' }),
    holds(root) {
      expect(named(root)).toEqual(['a']);
      expect([old, fresh].includes(text(path.join(root, 'a')))).toBe(true);
    },
  },
  {
    name: 'edit',
    writes: 1,
    prepare: (root) => fs.writeFileSync(path.join(root, 'a'), `${old}mark`),
    act: (act) => act('edit', { path: 'a', edits: [{ oldText: 'mark', newText: 'done' }], dryRun: false, budget }),
    holds(root) {
      expect(named(root)).toEqual(['a']);
      expect([`${old}mark`, `${old}done`].includes(text(path.join(root, 'a')))).toBe(true);
    },
  },
  {
    // Appending adds to the file that readers see: what was there stays, and the addition can be cut short.
    name: 'append',
    inServer: true,
    writes: 1,
    prepare: (root) => fs.writeFileSync(path.join(root, 'a'), old),
    act: (act) => act('write', { path: 'a', content: fresh, mode: 'append' }),
    holds(root) {
      expect(named(root)).toEqual(['a']);
      const now = text(path.join(root, 'a'));
      expect(now.startsWith(old) && fresh.startsWith(now.slice(old.length))).toBe(true);
    },
  },
  {
    name: 'move a file',
    writes: 0,
    prepare(root) {
      fs.mkdirSync(path.join(root, 'd'));
      fs.writeFileSync(path.join(root, 'a'), old);
    },
    act: (act) => act('move', { source: 'a', destination: 'd/b' }),
    holds(root) {
      const places = ['a', 'd/b'].map((name) => path.join(root, name)).filter((file) => fs.existsSync(file));
      expect(places.length, fs.readdirSync(root).join(' ')).toBeGreaterThan(0);
      for (const file of places) expect(text(file) === old).toBe(true);
      expect(named(root).filter((name) => !['a', 'd'].includes(name))).toEqual([]);
    },
  },
  {
    name: 'move a folder',
    writes: 0,
    prepare(root) {
      fs.mkdirSync(path.join(root, 'd'));
      fs.mkdirSync(path.join(root, 'a'));
      fs.writeFileSync(path.join(root, 'a', 'in'), old);
    },
    act: (act) => act('move', { source: 'a', destination: 'd/b' }),
    holds(root) {
      // In the portable mode a folder is on its way for a moment, under a name that shows in every listing.
      const onTheWay = fs.readdirSync(root).filter((name) => /^\.mcp-moving-[0-9a-f]{12}$/.test(name));
      const places = ['a/in', 'd/b/in', ...onTheWay.map((name) => `${name}/in`)]
        .map((name) => path.join(root, name))
        .filter((file) => fs.existsSync(file));
      expect(places, fs.readdirSync(root).join(' ')).toHaveLength(1);
      for (const file of places) expect(text(file) === old).toBe(true);
      expect(named(root).filter((name) => !['a', 'd', ...onTheWay].includes(name))).toEqual([]);
    },
  },
  {
    name: 'copy',
    writes: 2,
    prepare(root) {
      fs.mkdirSync(path.join(root, 'd'));
      fs.writeFileSync(path.join(root, 'd', 'a'), old);
      fs.writeFileSync(path.join(root, 'd', 'b'), fresh);
    },
    act: (act) => act('copy', { source: 'd', destination: 'e' }),
    holds(root) {
      expect(text(path.join(root, 'd', 'a')) === old).toBe(true);
      expect([['d'], ['d', 'e']]).toContainEqual(named(root));
      if (!fs.existsSync(path.join(root, 'e'))) return;
      for (const name of named(path.join(root, 'e'))) {
        expect(text(path.join(root, 'e', name)) === text(path.join(root, 'd', name)), name).toBe(true);
      }
    },
  },
  {
    name: 'delete',
    writes: 0,
    prepare(root) {
      fs.mkdirSync(path.join(root, 'd'));
      for (const name of ['a', 'b']) fs.writeFileSync(path.join(root, 'd', name), old);
      fs.writeFileSync(path.join(root, 'a'), old);
    },
    act: (act) => act('remove', { path: 'd', recursive: true }),
    holds: (root) => expect(text(path.join(root, 'a')) === old).toBe(true),
  },
];
