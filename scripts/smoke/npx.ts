import type { SessionOptions } from '../../packages/kit/src/testing/index.ts';
import type { Ground } from './ground.ts';

/** Returns `npx -y <package> …` as a host starts it. On Windows npx is a script, which needs a shell. */
export function npxOf(name: string, { folder, env, sample }: Ground): Omit<SessionOptions, 'era'> {
  const args = ['-y', name, ...sample.args];
  return {
    ...(process.platform === 'win32' ? { command: 'cmd', args: ['/c', 'npx', ...args] } : { command: 'npx', args }),
    env: { ...env, ...sample.env },
    cwd: folder,
  };
}
