import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSession, type Era, type Session } from '@mcp-reference/kit/testing';
import { onTestFinished } from 'vitest';

/** The built program, so that tests run what is published. */
export const program = fileURLToPath(new URL('../dist/main.mjs', import.meta.url));

/** Creates a folder with these entries for one test. */
export function folderWith(entries: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-my-example-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(entries)) writeFileSync(path.join(folder, `${name}.md`), text);
  return folder;
}

/** Starts the server as a host would. It ends with the test. */
export async function start(era: Era, folder: string, ...flags: string[]): Promise<Session> {
  const session = await startSession({ era, args: [program, '--folder', folder, ...flags] });
  onTestFinished(() => session.close());
  return session;
}
