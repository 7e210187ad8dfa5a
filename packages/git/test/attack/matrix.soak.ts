import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { loadTools } from '@mcp-reference/kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { git } from '../../src/server.ts';
import { start, temporaryFolder } from '../start.ts';
import { numbered, Repo, world, type World } from '../world.ts';
import { exercises } from './exercises.ts';
import { vectors, type Trap, type Vector } from './vectors.ts';

/** A server that lets nobody in, for what would ask for a password. */
let server: http.Server;
beforeAll(async () => {
  server = http.createServer((_request, response) =>
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

let template: string | undefined;
afterAll(() => template !== undefined && rmSync(template, { recursive: true, force: true }));

/** Made once, and copied: making it takes longer than everything that is done in it. */
function copied(): World {
  if (template === undefined) {
    const { root, repo } = world();
    const remote = path.join(root, 'remote.git');
    repo.git('clone', '--quiet', '--bare', '.', remote);
    repo.git('-C', remote, 'branch', 'only-there', 'topic~1');
    repo.git('remote', 'add', 'origin', '../remote.git');
    repo.git('fetch', '--quiet', 'origin');
    repo.git('branch', '--quiet', '--set-upstream-to=origin/main');
    template = mkdtempSync(path.join(os.tmpdir(), 'mcp-git-template-'));
    cpSync(root, template, { recursive: true });
  }
  const base = temporaryFolder();
  const root = path.join(base, 'root');
  const outside = path.join(base, 'outside');
  cpSync(template, root, { recursive: true });
  mkdirSync(outside);
  return { root, outside, repo: new Repo(path.join(root, 'repo')) };
}

/** The arguments of a call in this world. */
function inside({ root, repo }: World, tool: string, args: Record<string, unknown>): Record<string, unknown> {
  const placed = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replace('{root}', root) : value,
  ]);
  return { ...(tool !== 'git_clone' && { repo_path: repo.folder }), ...Object.fromEntries(placed) };
}

/** A repository with everything that the exercises need, and the trap in it. */
function poisoned(planted: readonly Vector[]): { made: World; traps: Trap[]; marker: string } {
  const made = copied();
  const { repo, root, outside } = made;
  const remote = path.join(root, 'remote.git');
  const marker = path.join(outside, 'marker');
  mkdirSync(path.join(outside, 'bin'), { recursive: true });
  repo.write('a.txt', numbered(30, { 3: 'three', 10: 'ten', 20: 'twenty' }));
  repo.write('b.txt', 'two\n');
  repo.write('new.txt', 'new\n');
  const traps = planted.map((vector, i): Trap => {
    const program = path.join(outside, `program-${i}`);
    writeFileSync(program, `#!/bin/sh\necho "${vector.name.replaceAll(/[^\w. ]/g, '')} $*" >> "${marker}"\nexit 1\n`);
    chmodSync(program, 0o755);
    const login = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.git`;
    const trap = { repo, program, command: `'${program}' %O`, remote, login };
    vector.plant(trap);
    return trap;
  });
  rmSync(marker, { force: true });
  return { made, traps, marker };
}

const environment = ({ program }: Trap, { env = {} }: Vector): Record<string, string> => ({
  PATH: `${path.join(path.dirname(program), 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
  ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace('{program}', program)])),
});

const flags = ['--toolsets', 'all', '--protocols', 'https,ssh,http,git'];

test('every tool is in the table', async () => {
  const tools = await loadTools(git.toolsets);
  expect([...new Set(exercises.map(({ tool }) => tool))].sort()).toEqual(tools.map(({ name }) => name).sort());
});

test('where nothing is wrong, every exercise does its work', async () => {
  const { made } = poisoned([]);
  const session = await start([made.root], {
    flags,
    answer: (question) => (question.startsWith('Let the repository') ? 'decline' : 'accept'),
  });
  for (const { tool, args, code } of exercises) {
    const answer = await session.call(tool, inside(made, tool, args));
    expect(answer.code, `${tool} ${JSON.stringify(args)}: ${answer.text}`).toBe(code);
  }
}, 240_000);

/** Minutes, for machines that are busy. */
const patience = 240_000;

describe('git itself falls into every trap', () => {
  test.each(vectors)(
    '$name',
    async (vector) => {
      const { traps, marker } = poisoned([vector]);
      const [trap] = traps;
      if (trap === undefined) throw new Error('There is no trap.');
      const told: string[] = [];
      for (const args of vector.bites(trap))
        told.push((await trap.repo.attemptServed(args, environment(trap, vector))).output);
      const old = vector.since !== undefined && !newEnough(trap, vector.since);
      expect(existsSync(marker), told.join('\n')).toBe(!old);
    },
    patience,
  );
});

describe('no tool falls into any', () => {
  const groups = [...new Set(vectors.map(({ group }) => group))].map((group): [string, Vector[]] => [
    group,
    vectors.filter((one) => one.group === group),
  ]);
  test.each(groups)(
    '%s',
    async (_group, planted) => {
      const { made, traps, marker } = poisoned(planted);
      const env = Object.assign({}, ...planted.map((vector, i) => (traps[i] ? environment(traps[i], vector) : {})));
      const session = await start([made.root], {
        flags,
        answer: (question) => (question.startsWith('Let the repository') ? 'decline' : 'accept'),
        env,
      });
      for (const { tool, args } of exercises) {
        await session.call(tool, inside(made, tool, args));
        expect(existsSync(marker) ? readFileSync(marker, 'utf8') : '', `${tool} ${JSON.stringify(args)}`).toBe('');
      }
    },
    patience,
  );
});

function newEnough({ repo }: Trap, [major, minor]: [number, number]): boolean {
  const [a = 0, b = 0] = (/(\d+)\.(\d+)/.exec(repo.git('--version')) ?? []).slice(1).map(Number);
  return a > major || (a === major && b >= minor);
}
