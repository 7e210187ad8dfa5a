import { soakLength } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { exercises } from './exercises.ts';
import { keyScene } from './key-scene.ts';
import { everyKey, plantKeys } from './keys.ts';
import type { Scene } from './planted.ts';
import { effectOf } from './scenes.ts';

/**
 * Every variable by itself. Plain git shows which of them do something (the control); for these the server is called with everything
 * that it has. A newer git, which lists more variables, adds rows by itself.
 */
const attacked = keyScene();

/** Commands in an order in which each finds something to do. */
const plain = [
  ['status'],
  ['diff', 'HEAD'],
  ['log', '-p', '-2', '--show-signature'],
  ['blame', 'b.txt'],
  ['grep', 'e'],
  ['add', '.'],
  ['commit', '-m', 'control'],
  ['tag', '-m', 'control', 'control'],
  ['fetch', 'origin'],
  ['fetch', 'web'],
  ['push', 'origin', 'topic:sent'],
  ['push', 'web', 'topic'],
  ['merge', '--no-edit', 'topic'],
  ['revert', '--no-edit', 'HEAD'],
  ['stash', '--include-untracked'],
  ['rebase', 'clash'],
  ['rebase', '--abort'],
  ['gc', '--auto'],
  ['submodule', 'update', '--init'],
];

const kinds: [string, (made: Scene) => string, least: number][] = [
  ['a program', ({ program: file }) => file, 10],
  ['an address', () => attacked.named.url, 2],
  ['a file of the user', ({ victim }) => victim, 1],
];

/** A repository in which nothing but this variable is wrong. */
function sceneWith(key: string, value: (made: Scene) => string): Scene {
  const made = attacked.scenes.make();
  made.repo.git('remote', 'add', 'web', `${attacked.web.url}/x.git`);
  plantKeys(made, [key], value(made));
  attacked.named.requests.length = 0;
  return made;
}

const effect = (made: Scene): string => [effectOf(made), ...attacked.named.requests].filter(Boolean).join('\n');

const keys = everyKey().filter((_, i) => i % soakLength(1, 10) === 0);

describe.each(kinds)('%s', (_kind, value, least) => {
  const biting: string[] = [];

  test('plain git does something for some variables', async () => {
    for (const key of keys) {
      const made = sceneWith(key, value);
      for (const command of plain) {
        await made.repo.attemptServed(command);
        if (effect(made) === '') continue;
        biting.push(key);
        break;
      }
    }
    expect(biting.length, biting.join(' ')).toBeGreaterThanOrEqual(soakLength(least, 0));
  });

  test('no tool does anything for any of these', async () => {
    for (const key of biting) {
      const made = sceneWith(key, value);
      for (const { tool, args } of exercises) {
        const placed = Object.entries(args).map(([name, given]) => [
          name,
          typeof given === 'string' ? given.replace('{root}', made.root) : given,
        ]);
        await attacked.session.call(tool, {
          ...(tool !== 'git_clone' && { repo_path: made.repo.folder }),
          ...Object.fromEntries(placed),
        });
        expect(effect(made), `${key}: ${tool} ${JSON.stringify(args)}`).toBe('');
      }
    }
  });
});
