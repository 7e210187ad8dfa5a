// Checks spelling in code and documents with cspell. Add correct words to scripts/style/words.txt.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { onDemand } from './on-demand.ts';
import { root } from './packages.ts';
import { proseFiles } from './style/areas.ts';

const cspell = path.join(await onDemand('cspell'), 'node_modules', 'cspell', 'bin.mjs');
const files = proseFiles().filter((file) => /\.(?:ts|mjs|cjs|md)$/.test(file));
const flags = ['--no-progress', '--no-summary', '--config', 'cspell.json', '--file-list', 'stdin'];
const { status, stdout, stderr } = spawnSync(process.execPath, [cspell, ...flags], {
  cwd: root,
  input: files.join('\n'),
  encoding: 'utf8',
  maxBuffer: 16 * 1024 * 1024,
});
process.stdout.write(stdout + stderr);
process.exitCode = files.length === 0 ? 0 : (status ?? 1);
