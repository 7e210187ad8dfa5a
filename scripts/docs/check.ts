import { commandProblems } from './commands.ts';
import { linkProblems, type Problem } from './links.ts';
import type { Document } from './markdown.ts';
import { nameProblems } from './names.ts';
import type { World } from './world.ts';

/** GitHub drops the cells that exceed the columns of a table. */
const tableProblems = ({ rows }: Document): Problem[] =>
  rows
    .filter(({ cells, columns }) => cells !== columns)
    .map(({ line, cells, columns }) => ({ line, text: `the row has ${cells} cells, its table ${columns} columns` }));

/** Returns the false statements of a document, by line. */
export function problemsOf(document: Document, world: World): Problem[] {
  return [linkProblems, commandProblems, nameProblems, tableProblems]
    .flatMap((check) => check(document, world))
    .sort((a, b) => a.line - b.line);
}
