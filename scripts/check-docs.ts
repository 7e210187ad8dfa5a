// Compares every Markdown file with the repository: links and anchors, paths, npm scripts, the servers' command lines,
// host configurations, tools and options. Exits with 1 if one is wrong.
import { problemsOf } from './docs/check.ts';
import { documentPaths, readWorld } from './docs/world.ts';

const world = await readWorld();
let count = 0;
for (const path of documentPaths()) {
  const document = world.document(path);
  if (document === undefined) continue;
  for (const { line, text } of problemsOf(document, world)) {
    count++;
    console.log(`${path}:${line}  ${text}`);
  }
}
process.exitCode = count === 0 ? 0 : 1;
