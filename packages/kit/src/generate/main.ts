// For a repository with one server: regenerates the files that are derived from its value. With --check it fails if one
// is out of date.
import path from 'node:path';
import { generateFor, GeneratedFiles, serverIn } from './index.ts';

const check = process.argv.includes('--check');
const kept = new GeneratedFiles({ check });
const folder = process.cwd();
await generateFor(await serverIn(folder), folder, kept);
for (const file of kept.stale) process.stdout.write(`stale: ${path.relative(folder, file)} (npm run generate)\n`);
process.exitCode = check && kept.stale.length > 0 ? 1 : 0;
