import { startSession, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gitProgram, program, userEnvironment } from '../start.ts';
import { exercises } from './exercises.ts';
import { moreAttacks } from './more-planted.ts';
import { attacks } from './planted.ts';
import { effectOf, Scenes } from './scenes.ts';

/** Every tool over every plant, each in a separate repository. The controls are in planted.test.ts. */
const scenes = new Scenes();
let session: Session;
beforeAll(async () => {
  scenes.begin();
  session = await startSession({
    era: 'modern',
    args: [program, '--toolsets', 'all', scenes.allowed],
    env: { ...userEnvironment(scenes.base), ...(gitProgram && { MCP_GIT_PROGRAM: gitProgram }) },
    answer: (question) => (question.startsWith('Let the repository') ? 'decline' : 'accept'),
  });
});
afterAll(async () => {
  await session.close();
  scenes.end();
});

test.each([...attacks, ...moreAttacks])('no tool falls for $name', async (attack) => {
  const scene = scenes.make();
  attack.plant(scene);
  for (const { tool, args } of exercises) {
    const placed = Object.entries({ ...(tool !== 'git_clone' && { repo_path: scene.repo.folder }), ...args }).map(
      ([name, value]) => [name, typeof value === 'string' ? value.replace('{root}', scene.root) : value],
    );
    const answer = await session.call(tool, Object.fromEntries(placed));
    expect(effectOf(scene), `${tool} ${JSON.stringify(args)}: ${answer.text}`).toBe('');
  }
});
