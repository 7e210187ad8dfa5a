// Holds every Markdown file against the repository: links and anchors, paths, npm scripts, the servers' command lines, host
// configurations, tools and options. Ends with 1 when one of them says something that is not so.
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
