import { startSession, type Session } from '@mcp-reference/kit/testing';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gitProgram, program, userEnvironment } from '../start.ts';
import { exercises } from './exercises.ts';
import { everyKey, listen, plantKeys, type Listener } from './keys.ts';
import type { Scene } from './planted.ts';
import { effectOf, Scenes } from './scenes.ts';

const scenes = new Scenes();
let session: Session;
/** The address that a planted variable names, and the one of a remote that the user has. */
let named: Listener;
let web: Listener;
beforeAll(async () => {
  scenes.begin();
  [named, web] = await Promise.all([listen(404), listen(401)]);
  session = await startSession({
    era: 'modern',
    args: [program, '--toolsets', 'all', '--protocols', 'https,ssh,http', scenes.allowed],
    env: { ...userEnvironment(scenes.base), ...(gitProgram && { MCP_GIT_PROGRAM: gitProgram }) },
    answer: (question) => (question.startsWith('Let the repository') ? 'decline' : 'accept'),
  });
});
afterAll(async () => {
  await session.close();
  named.close();
  web.close();
  scenes.end();
});

const secret = 'SECRET-OF-THE-USER';
const calls = [
  ...exercises.map(({ tool, args }): [string, Record<string, unknown>] => [tool, args]),
  ['git_fetch', { remote: 'web' }],
  ['git_push', { remote: 'web', branch: 'topic' }],
] as [string, Record<string, unknown>][];

function scene(keys: readonly string[], value: (scene: Scene) => string): Scene {
  const made = scenes.make();
  made.repo.git('remote', 'add', 'web', `${web.url}/x.git`);
  plantKeys(made, keys, value(made));
  return made;
}

const placed = (made: Scene, tool: string, args: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({ ...(tool !== 'git_clone' && { repo_path: made.repo.folder }), ...args }).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace('{root}', made.root) : value,
    ]),
  );

/** Values that a variable could name. */
const kinds: [string, (made: Scene) => string][] = [
  ['a program', ({ program: file }) => file],
  ['an address', () => named.url],
  ['a file of the user', ({ victim }) => victim],
];

describe('every variable that git knows, set to something of the attacker, does nothing in any tool', () => {
  test.each(kinds)('%s', async (_kind, value) => {
    const keys = everyKey();
    expect(keys.length).toBeGreaterThan(400);
    const made = scene(keys, value);
    writeFileSync(path.join(made.outside, 'secret'), secret);
    named.requests.length = 0;
    const failures: string[] = [];
    for (const [tool, args] of calls) {
      const answer = await session.call(tool, placed(made, tool, args));
      const what = `${tool} ${JSON.stringify(args)}: ${answer.text}`;
      expect(effectOf(made), what).toBe('');
      expect(named.requests, what).toEqual([]);
      expect(answer.text).not.toContain('the only copy');
      if (answer.isError) failures.push(what);
    }
    // The calls get as far as their effect: few are refused for what was planted.
    expect(failures.length, failures.join('\n')).toBeLessThan(calls.length / 3);
  });
});

describe('plain git falls for', () => {
  test.each<[string, string, (made: Scene) => string, string[]]>([
    ['core.fsmonitor', 'a program', ({ program: file }) => file, ['status']],
    ['remote.origin.uploadpack', 'a program', ({ program: file }) => file, ['fetch', 'origin']],
    ['http.proxy', 'an address', () => named.url, ['fetch', 'web']],
    ['remote.web.proxy', 'an address', () => named.url, ['fetch', 'web']],
    ['trace2.perfTarget', 'nothing: only the user can set it', ({ victim }) => victim, ['status']],
  ])('%s as %s', async (key, _kind, value, args) => {
    const made = scene([key], value);
    named.requests.length = 0;
    await made.repo.attempt(args);
    expect(effectOf(made) !== '' || named.requests.length > 0).toBe(key !== 'trace2.perfTarget');
  });
});
