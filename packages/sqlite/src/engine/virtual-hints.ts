import type { Token } from '../gate/tokens.ts';
import { quoteText, shownName } from '../present/text.ts';
import type { Failed } from './failures.ts';

/** Names the command that rebuilds a full-text index. */
export function rebuildHint({ db, tokens }: Failed): string {
  const virtual = db
    .prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'`)
    .all()
    .filter(({ sql }) => /\bUSING\s+["'`[]?fts[345]\b/i.test(sql));
  const found = virtual.find(({ name }) => mentions(tokens, name));
  if (found === undefined) {
    const tree = treeHint({ db, tokens });
    if (tree !== '') return tree;
  }
  const names = (found === undefined ? virtual : [found]).slice(0, 3).map(({ name }) => shownName(name));
  if (names.length === 0) return '';
  return ` The database itself is sound; the full-text index is out of date. Rebuild it with execute: ${names.map((name) => `INSERT INTO ${name}(${name}) VALUES('rebuild')`).join('; ')}`;
}

/** Names the function that checks a spatial index. */
function treeHint({ db, tokens }: Pick<Failed, 'db' | 'tokens'>): string {
  const found = db
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%USING%rtree%'`)
    .pluck()
    .all()
    .find((name) => mentions(tokens, name));
  return found === undefined
    ? ''
    : ` SELECT rtreecheck(${quoteText(found)}) lists the faults. Create the table again from its source, or restore a backup; other tables can still be read.`;
}

/** Returns true if the statement has this name, or all parts of it. */
export function mentions(tokens: readonly Token[], name: string): boolean {
  const wanted = name.toLowerCase();
  const parts = wanted.split('.');
  return (
    tokens.some(({ text }) => text.toLowerCase() === wanted) ||
    parts.every((part) => tokens.some(({ text }) => text.toLowerCase() === part))
  );
}
