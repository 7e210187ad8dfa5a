import { commandProblems } from './commands.ts';
import { linkProblems, type Problem } from './links.ts';
import type { Document } from './markdown.ts';
import { nameProblems } from './names.ts';
import type { World } from './world.ts';

/** GitHub leaves out cells that a row has too many. */
const tableProblems = ({ rows }: Document): Problem[] =>
  rows
    .filter(({ cells, columns }) => cells !== columns)
    .map(({ line, cells, columns }) => ({ line, text: `the row has ${cells} cells, its table ${columns} columns` }));

/** What a document says that is not so, by line. */
export function problemsOf(document: Document, world: World): Problem[] {
  return [linkProblems, commandProblems, nameProblems, tableProblems]
    .flatMap((check) => check(document, world))
    .sort((a, b) => a.line - b.line);
}
