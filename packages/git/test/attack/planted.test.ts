import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { defaultEra, startSession, tierCases, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gitProgram, program, userEnvironment } from '../start.ts';
import { exercises } from './exercises.ts';
import { moreAttacks } from './more-planted.ts';
import { attacks as firstAttacks, type Attack, type Scene } from './planted.ts';
import { effectOf, Scenes } from './scenes.ts';

const attacks = [...firstAttacks, ...moreAttacks];
const scenes = new Scenes();
let session: Session;
beforeAll(async () => {
  scenes.begin();
  session = await startSession({
    era: defaultEra,
    args: [program, '--toolsets', 'all', scenes.allowed],
    env: { ...userEnvironment(scenes.base), ...(gitProgram && { MCP_GIT_PROGRAM: gitProgram }) },
    answer: () => 'accept',
  });
});
afterAll(async () => {
  await session.close();
  scenes.end();
});

const applies = (scene: Scene, { since }: Attack): boolean => {
  if (since === undefined) return true;
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(scene.repo.git('--version')) ?? []).map(Number);
  return major > since[0] || (major === since[0] && minor >= since[1]);
};

const placedIn = (scene: Scene, args: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace('{root}', scene.root) : value,
    ]),
  );
const placed = (scene: Scene, args: Record<string, unknown>) =>
  placedIn(scene, { repo_path: scene.repo.folder, ...args });

describe('plain git falls for it', () => {
  test.each(attacks)('$name', async (attack) => {
    const scene = scenes.make();
    if (!applies(scene, attack)) return;
    attack.plant(scene);
    expect(effectOf(scene), 'before').toBe('');
    const said: string[] = [];
    for (const args of attack.bites(scene)) said.push(scene.repo.attempt(args).output);
    expect(effectOf(scene), said.join('\n')).not.toBe('');
  });
});

/** Plants that keep nothing else from being reached: they are all in one repository below, and each alone in the soak tier. */
const together = moreAttacks.filter(({ name }) => !name.startsWith('a checkout that continues'));
const alone = attacks.filter((attack) => !together.includes(attack));

describe('no tool does', () => {
  test.each(tierCases(alone, together))('$name', async (attack) => {
    const scene = scenes.make();
    attack.plant(scene);
    for (const [tool, args] of attack.calls) {
      const answer = await session.call(tool, placed(scene, args));
      const what = `${tool} ${JSON.stringify(args)}: ${answer.text}`;
      expect(effectOf(scene), what).toBe('');
      if (attack.reaches?.includes(tool)) expect(answer.isError, what).toBe(false);
    }
  });
});

test('no tool falls for any of these together', async () => {
  const scene = scenes.make();
  for (const [i, attack] of together.entries()) {
    const program = `${scene.program}-${i}`;
    writeFileSync(program, `#!/bin/sh\necho "${attack.name}" >> "${scene.marker}"\nexit 1\n`);
    chmodSync(program, 0o755);
    attack.plant({ ...scene, program });
  }
  rmSync(scene.marker, { force: true });
  const refused: string[] = [];
  // The user agrees to everything in this session, and would trust the repository.
  for (const { tool, args } of exercises.filter(({ tool }) => tool !== 'git_trust')) {
    const answer = await session.call(tool, tool === 'git_clone' ? placedIn(scene, args) : placed(scene, args));
    const what = `${tool} ${JSON.stringify(args)}: ${answer.text}`;
    expect(effectOf(scene), what).toBe('');
    if (answer.code === 'denied') refused.push(what);
  }
  // Tools get as far as their effect: few are refused for what was planted.
  expect(refused.length, refused.join('\n')).toBeLessThan(exercises.length / 4);
});
