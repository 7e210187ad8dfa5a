import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { afterAll } from 'vitest';

/**
 * Bundles the helper's side of the sandbox for the helpers of a test file, as the servers do, and returns its URL. A
 * helper that loads one file starts in half the time.
 */
export async function bundledSandbox(): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-sandbox-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const input = fileURLToPath(new URL('../src/sandbox/index.ts', import.meta.url));
  await build({
    input,
    platform: 'node',
    logLevel: 'silent',
    output: { dir: folder, entryFileNames: 'sandbox.mjs', chunkFileNames: '[name].mjs' },
  });
  return pathToFileURL(path.join(folder, 'sandbox.mjs')).href;
}
