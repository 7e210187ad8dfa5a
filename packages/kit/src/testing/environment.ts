import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Returns the variables that a host passes on: a test must not depend on the shell that it was started from. The cache of
 * compiled code, which a test run may set, lets the many servers of that run start quicker.
 */
export function environment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'USERPROFILE', 'NODE_COMPILE_CACHE'];
  const passedOn = kept.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name] ?? ''] as const],
  );
  return { ...Object.fromEntries(passedOn), ...stateFolders() };
}

let scratch: Record<string, string> | undefined;

/**
 * Returns the variables that keep the state and the trash of servers under test apart from those of the person who runs
 * the tests. One folder serves all servers that this process starts.
 */
export function stateFolders(): Readonly<Record<string, string>> {
  scratch ??= makeStateFolders(process.env['MCP_TEST_FIXTURES']);
  return scratch;
}

function makeStateFolders(shared: string | undefined): Record<string, string> {
  const folder = mkdtempSync(path.join(shared ?? os.tmpdir(), 'mcp-state-'));
  // A test run removes the folder that its processes share.
  if (shared === undefined) process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const state = path.join(folder, 'state');
  if (process.platform === 'win32') return { LOCALAPPDATA: state };
  // macOS has no variable for it: its programs look in the home folder.
  if (process.platform === 'darwin') return { HOME: folder };
  return { XDG_STATE_HOME: state, XDG_DATA_HOME: path.join(folder, 'data') };
}
