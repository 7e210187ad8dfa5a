// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { defaultEra, startSession, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program } from '../start.ts';
import { backendOf, tierPlaces } from './backends.ts';
import { callsWith, pathless } from './every-tool.ts';
import { noFifo } from './cases/kinds.ts';
import { remove, snapshot, strays } from './trees.ts';
import { expectNoLeak, makeWorld, resetWorld, type World } from './world.ts';

describe.each(tierPlaces)('%s: every tool, also those to come', (place) => {
  let world: World;
  let session: Session;
  let zip: Uint8Array;
  beforeAll(async () => {
    world = makeWorld();
    resetWorld(world);
    session = await startSession({
      era: defaultEra,
      args: [program, '--no-confirm', '--timeout', '60', '--toolsets', 'all', world.root],
      env: { MCP_FILESYSTEM_SANDBOX_MODE: backendOf(place) ?? '' },
    });
    await session.call('create_archive', { source: ['sub'], destination: 'a.zip' });
    zip = fs.readFileSync(world.in('a.zip'));
  });
  afterAll(async () => {
    await session.close();
    remove(world.base);
  });

  test('is in the table', async () => {
    const known = new Set([...callsWith('x').map(([tool]) => tool), ...pathless]);
    expect((await session.listTools()).map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  test.each([
    ['an absolute path', (w: World) => path.join(w.outside, 'secret.txt')],
    ['an absolute path to a folder', (w: World) => w.outside],
    ['one that is not there', (w: World) => path.join(w.outside, 'nothing')],
    ['..', () => '../outside/secret.txt'],
    ['the folder above', () => '..'],
    ['the sibling with the longer name', (w: World) => `${w.root}_evil`],
    ['a link to a folder', () => 'out'],
    ['through a link to a folder', () => 'out/secret.txt'],
    ['through a link to what is not there', () => 'out/nothing'],
    ['a link through a link', () => 'further'],
  ])('leaves what is outside alone: %s', async (_what, pathOf) => {
    for (const [index, [tool]] of callsWith('').entries()) {
      resetWorld(world);
      fs.symlinkSync('../outside', world.in('out'));
      fs.symlinkSync('out/secret.txt', world.in('further'));
      fs.writeFileSync(world.in('a.zip'), zip);
      const [, args = {}] = callsWith(pathOf(world))[index] ?? [];
      const before = snapshot(world.base, [world.root]);
      const answer = await session.call(tool, args);
      const where = `${tool} ${JSON.stringify(args)}: ${answer.text}`;
      // A link itself is inside: it can be named, moved, copied, removed and told of.
      const aboutLink =
        /^(?:copy|move|delete|get|create_archive)/.test(tool) && /^(?:out|further)$/.test(pathOf(world));
      if (!aboutLink && tool !== 'read_multiple_files') expect(answer.code, where).toBe('denied');
      expectNoLeak(world, answer, args);
      expect(snapshot(world.base, [world.root]), where).toEqual(before);
      expect(strays(world.base), where).toEqual([]);
      // Nothing of it was brought in.
      expect(contents(world.root), where).not.toContain('TOPSECRET');
    }
  });

  test.skipIf(noFifo !== undefined)('waits on no FIFO, and takes it for no file', async () => {
    for (const [index, [tool]] of callsWith('').entries()) {
      resetWorld(world);
      fs.writeFileSync(world.in('a.zip'), zip);
      execFileSync('mkfifo', [world.in('fifo')]);
      const [, args = {}] = callsWith('fifo')[index] ?? [];
      const { code, text } = await session.call(tool, args);
      const where = `${tool} ${JSON.stringify(args)}: ${text}`;
      expect(code, where).not.toBe('timeout');
      expect(code, where).not.toBe('internal');
      if (tool !== 'delete_path') expect(fs.lstatSync(world.in('fifo')).isFIFO(), where).toBe(true);
    }
  });

  test('had nothing to log', () => expect(session.stderr()).toBe(''));
});

/** All text below a folder; links are not followed. */
function contents(folder: string): string {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const at = path.join(folder, entry.name);
      if (entry.isDirectory()) return contents(at);
      return entry.isFile() ? fs.readFileSync(at, 'latin1') : '';
    })
    .join('\n');
}
