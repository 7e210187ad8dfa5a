import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Makes the folder in which `copyFixture` and Node's compile cache keep what a test run shares; returns its removal. */
export default function setup(): () => void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-fixtures-'));
  process.env['MCP_TEST_FIXTURES'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
