/** The disk space that `npm install` of a server uses. */
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { userInstall } from '../install.ts';
import { reason } from '../lanes.ts';
import type { Bench, Row, Scenario } from '../types.ts';

/** Disk usage, not length: a package of many small files uses whole blocks. */
function diskBytes(path: string): number {
  const stat = lstatSync(path);
  const own = stat.blocks > 0 ? stat.blocks * 512 : stat.size;
  if (!stat.isDirectory()) return own;
  return readdirSync(path).reduce((sum, name) => sum + diskBytes(join(path, name)), own);
}

/** Counts the packages in npm's hidden lockfile, which lists exactly what it installed. */
function packageCount(folder: string): number {
  const file = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(file)) return 0;
  const lock: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof lock !== 'object' || lock === null || !('packages' in lock)) return 0;
  return Object.keys(lock.packages ?? {}).length;
}

async function measure({ servers, node }: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const server of servers) {
    if (server.role === 'floor') continue;
    try {
      const folder = await userInstall(server, node);
      if (folder === undefined) continue;
      const mb = diskBytes(join(folder, 'node_modules')) / 1e6;
      rows.push({ server, cells: { mb, packages: packageCount(folder) } });
    } catch (error) {
      rows.push({ server, cells: {}, failed: reason(error) });
    }
  }
  return rows;
}

export const installedSize: Scenario = {
  name: 'installed-size',
  columns: [
    { key: 'mb', title: 'installed MB' },
    { key: 'packages', title: 'packages' },
  ],
  ratio: { of: 'mb' },
  targets: [
    { measure: 'mb', title: 'installed MB', families: ['filesystem', 'git', 'github'], atMost: 3 },
    // The native module of SQLite contains the binaries of every platform.
    { measure: 'mb', title: 'installed MB', families: ['sqlite'], against: 'reference', atMost: 1 },
    { measure: 'packages', title: 'packages', families: ['filesystem', 'git', 'github'], atMost: 3 },
  ],
  run: measure,
};
