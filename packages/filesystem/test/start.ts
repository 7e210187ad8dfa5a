import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultEra, startSession, type Era, type Session, type SessionOptions } from '@mcp-reference/kit/testing';
import { onTestFinished } from 'vitest';

/** The built program: what is published is what is tested. */
export const program = fileURLToPath(new URL('../dist/main.mjs', import.meta.url));

/** Makes a folder for one test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-filesystem-')));
  // On Windows a folder stays in use for a moment after its last user has ended.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

export interface StartOptions extends Partial<Omit<SessionOptions, 'era' | 'args'>> {
  era?: Era;
  flags?: readonly string[];
  /** Forces a way of holding folders; by default the one that users get. */
  backend?: 'descriptor' | 'portable' | undefined;
  /** True to keep changes for undo. Most tests are about servers that keep none. */
  undo?: boolean;
}

/** Starts the built server on some folders; it ends with the test. */
export async function start(
  folders: readonly string[],
  { era = defaultEra, flags = [], backend, undo = false, env, ...rest }: StartOptions = {},
): Promise<Session> {
  const session = await startSession({
    era,
    args: [program, ...(undo ? [] : ['--no-undo']), ...flags, ...folders],
    env: { ...(backend && { MCP_FILESYSTEM_SANDBOX_MODE: backend }), ...env },
    ...rest,
  });
  onTestFinished(() => session.close());
  return session;
}
