import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Fills the folder `to` with a fixture that takes long to build, such as a repository with history. The first caller of
 * a test run builds it, later ones get a copy. `build` must not write absolute paths of its folder into the fixture.
 */
export function copyFixture(name: string, to: string, build: (folder: string) => void): void {
  mkdirSync(to, { recursive: true });
  const shared = process.env['MCP_TEST_FIXTURES'];
  if (shared === undefined) {
    build(to);
    return;
  }
  const kept = path.join(shared, name);
  if (!existsSync(kept)) {
    const unfinished = mkdtempSync(path.join(shared, 'unfinished-'));
    build(unfinished);
    try {
      renameSync(unfinished, kept);
    } catch {
      // Another worker finished first.
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  cpSync(kept, to, { recursive: true, verbatimSymlinks: true });
}
