import { defaultEra, startSession, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll } from 'vitest';
import { gitProgram, program, userEnvironment } from '../start.ts';
import { listen, type Listener } from './keys.ts';
import { Scenes } from './scenes.ts';

/** A server over planted repositories, for the tests of one file. */
export interface KeyScene {
  scenes: Scenes;
  session: Session;
  /** The address that a planted variable names. */
  named: Listener;
  /** The address of a remote that the user has. */
  web: Listener;
}

/** Starts a scene before the tests of a file, and ends it after them. */
export function keyScene(): KeyScene {
  const scene = { scenes: new Scenes() } as KeyScene;
  beforeAll(async () => {
    scene.scenes.begin();
    [scene.named, scene.web] = await Promise.all([listen(404), listen(401)]);
    scene.session = await startSession({
      era: defaultEra,
      args: [program, '--toolsets', 'all', '--protocols', 'https,ssh,http', scene.scenes.allowed],
      env: { ...userEnvironment(scene.scenes.base), ...(gitProgram && { MCP_GIT_PROGRAM: gitProgram }) },
      answer: (question) => (question.startsWith('Let the repository') ? 'decline' : 'accept'),
    });
  });
  afterAll(async () => {
    await scene.session.close();
    scene.named.close();
    scene.web.close();
    scene.scenes.end();
  });
  return scene;
}
