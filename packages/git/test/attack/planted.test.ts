import { startSession, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gitProgram, program, userEnvironment } from '../start.ts';
import { attacks, type Attack, type Scene } from './planted.ts';
import { effectOf, Scenes } from './scenes.ts';

const scenes = new Scenes();
let session: Session;
beforeAll(async () => {
  scenes.begin();
  session = await startSession({
    era: 'modern',
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

const placed = (scene: Scene, args: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({ repo_path: scene.repo.folder, ...args }).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace('{root}', scene.root) : value,
    ]),
  );

describe('plain git falls for it', () => {
  test.each(attacks)('$name', async (attack) => {
    const scene = scenes.make();
    if (!applies(scene, attack)) return;
    attack.plant(scene);
    expect(effectOf(scene), 'before').toBe('');
    const said: string[] = [];
    for (const args of attack.bites(scene)) said.push((await scene.repo.attempt(args)).output);
    expect(effectOf(scene), said.join('\n')).not.toBe('');
  });
});

describe('no tool does', () => {
  test.each(attacks)('$name', async (attack) => {
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
