import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A home folder on a new computer, empty except for npm's configuration. npm's cache goes inside. */
export interface Home {
  folder: string;
  /** The variables that make it the home of a process. */
  env: Record<string, string>;
}

/** @param npmrc the lines of its `.npmrc`, such as the registry. */
export function emptyHome(npmrc: readonly string[] = []): Home {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'mcp-home-'));
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary);
  writeFileSync(path.join(folder, '.npmrc'), ['update-notifier=false', ...npmrc, ''].join('\n'));
  const env =
    process.platform === 'win32'
      ? {
          USERPROFILE: folder,
          APPDATA: path.join(folder, 'AppData', 'Roaming'),
          LOCALAPPDATA: path.join(folder, 'AppData', 'Local'),
          TEMP: temporary,
          TMP: temporary,
        }
      : { HOME: folder, TMPDIR: temporary };
  return { folder, env };
}
