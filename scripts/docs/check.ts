import { commandProblems } from './commands.ts';
import { linkProblems, type Problem } from './links.ts';
import type { Document } from './markdown.ts';
import { nameProblems } from './names.ts';
import type { World } from './world.ts';

/** What a document says that is not so, by line. */
export function problemsOf(document: Document, world: World): Problem[] {
  return [linkProblems, commandProblems, nameProblems]
    .flatMap((check) => check(document, world))
    .sort((a, b) => a.line - b.line);
}
