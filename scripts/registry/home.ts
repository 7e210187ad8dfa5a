import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Registry } from './registry.ts';

/** A person's folder on a new computer: nothing but where npm looks for packages. npm's cache will be inside. */
export interface Home {
  folder: string;
  /** What makes it the home of a process. */
  env: Record<string, string>;
}

/** @param lines more of what its `.npmrc` says. */
export function emptyHome({ url }: Pick<Registry, 'url'>, lines: readonly string[] = []): Home {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'mcp-home-'));
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary);
  writeFileSync(path.join(folder, '.npmrc'), [`registry=${url}`, 'update-notifier=false', ...lines, ''].join('\n'));
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
