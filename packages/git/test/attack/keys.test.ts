import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { tierCases } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { exercises } from './exercises.ts';
import { keyScene } from './key-scene.ts';
import { everyKey, plantKeys } from './keys.ts';
import type { Scene } from './planted.ts';
import { effectOf } from './scenes.ts';

const attacked = keyScene();

const secret = 'SECRET-OF-THE-USER';
const calls = [
  ...exercises.map(({ tool, args }): [string, Record<string, unknown>] => [tool, args]),
  ['git_fetch', { remote: 'web' }],
  ['git_push', { remote: 'web', branch: 'topic' }],
] as [string, Record<string, unknown>][];

function scene(keys: readonly string[], value: (scene: Scene) => string): Scene {
  const made = attacked.scenes.make();
  made.repo.git('remote', 'add', 'web', `${attacked.web.url}/x.git`);
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
  ['an address', () => attacked.named.url],
  ['a file of the user', ({ victim }) => victim],
];

describe('every variable that git knows, set to something of the attacker, does nothing in any tool', () => {
  // A program does the most harm, and what starts it also reads addresses and files: the soak tier tries those.
  test.each(tierCases(kinds.slice(0, 1), kinds.slice(1)))('%s', async (_kind, value) => {
    const keys = everyKey();
    expect(keys.length).toBeGreaterThan(400);
    const made = scene(keys, value);
    writeFileSync(path.join(made.outside, 'secret'), secret);
    attacked.named.requests.length = 0;
    const failures: string[] = [];
    for (const [tool, args] of calls) {
      const answer = await attacked.session.call(tool, placed(made, tool, args));
      const what = `${tool} ${JSON.stringify(args)}: ${answer.text}`;
      expect(effectOf(made), what).toBe('');
      expect(attacked.named.requests, what).toEqual([]);
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
    ['http.proxy', 'an address', () => attacked.named.url, ['fetch', 'web']],
    ['remote.web.proxy', 'an address', () => attacked.named.url, ['fetch', 'web']],
    ['trace2.perfTarget', 'nothing: only the user can set it', ({ victim }) => victim, ['status']],
  ])('%s as %s', async (key, _kind, value, args) => {
    const made = scene([key], value);
    attacked.named.requests.length = 0;
    await made.repo.attemptServed(args);
    expect(effectOf(made) !== '' || attacked.named.requests.length > 0).toBe(key !== 'trace2.perfTarget');
  });
});
