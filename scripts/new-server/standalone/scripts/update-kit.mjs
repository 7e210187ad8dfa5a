// Replaces the folder kit by that of a newer clone of the MCP reference servers: npm run kit:update -- <clone>
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [clone] = process.argv.slice(2);
const source = path.join(clone ?? '', 'packages', 'kit');
if (clone === undefined || !existsSync(path.join(source, 'src/index.ts'))) {
  console.error('Usage: npm run kit:update -- <folder of a clone of the MCP reference servers>');
  process.exit(2);
}
if (changed('kit') !== '') {
  console.error('The folder kit has changes that are not committed. Commit or undo them, then try again.');
  process.exit(1);
}
rmSync('kit/src', { recursive: true });
cpSync(path.join(source, 'src'), 'kit/src', { recursive: true });
const { devDependencies: _, ...manifest } = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8'));
writeFileSync('kit/package.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
console.log('The folder kit is replaced. Next: npm install && npm test; git diff kit shows the change.');

/** Returns git's list of changes below a folder; empty without git or a repository. */
function changed(folder) {
  try {
    return execFileSync('git', ['status', '--porcelain', '--', folder], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}
