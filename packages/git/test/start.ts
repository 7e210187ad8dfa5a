import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultEra, startSession, type Era, type Session, type SessionOptions } from '@mcp-reference/kit/testing';
import { onTestFinished } from 'vitest';

/** The built program: what is published is what is tested. */
export const program = fileURLToPath(new URL('../dist/main.mjs', import.meta.url));

/** The git that is tested: another one than the installed can be named. */
export const gitProgram = process.env['MCP_GIT_PROGRAM'];

/** A temporary folder for one test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-git-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface StartOptions extends Partial<Omit<SessionOptions, 'era' | 'args'>> {
  era?: Era;
  flags?: readonly string[];
}

/** Starts the built server on some folders; it ends with the test. Nothing of the user's own git configuration is read. */
export async function start(
  folders: readonly string[],
  { era = defaultEra, flags = [], env, ...rest }: StartOptions = {},
): Promise<Session> {
  const session = await startSession({
    era,
    args: [program, ...flags, ...folders],
    env: {
      ...userEnvironment(path.join(folders[0] ?? os.tmpdir(), '..')),
      ...(gitProgram && { MCP_GIT_PROGRAM: gitProgram }),
      ...env,
    },
    ...rest,
  });
  onTestFinished(() => session.close());
  return session;
}

/** A user of whom git knows nothing but the name. */
export const userEnvironment = (home: string): Record<string, string> => ({
  HOME: home,
  XDG_CONFIG_HOME: path.join(home, '.config'),
  XDG_STATE_HOME: path.join(home, '.state'),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Example',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Example',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
});
