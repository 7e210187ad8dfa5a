import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A person's folder on a new computer: nothing but what npm is told. npm's cache will be inside. */
export interface Home {
  folder: string;
  /** What makes it the home of a process. */
  env: Record<string, string>;
}

/** @param npmrc the lines of its `.npmrc`, such as where npm looks for packages. */
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
