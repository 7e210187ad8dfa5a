import type { Confined } from '@mcp-reference/kit/sandbox';
import { connect } from '../engine/connection.ts';
import { lookUp } from '../engine/file.ts';
import type { Db } from '../engine/driver.ts';
import { codeOf, explained } from '../engine/failures.ts';
import { assertOwnJournal } from '../engine/journal.ts';
import type { OnTarget } from '../engine/target.ts';
import { count, quoteText, readableSize, shownName, shownText } from '../present/text.ts';

export const maintenance = [
  'integrity_check',
  'quick_check',
  'foreign_key_check',
  'analyze',
  'optimize',
  'vacuum',
  'checkpoint',
  'reindex',
] as const;
export type Maintenance = (typeof maintenance)[number];

const mostProblems = 50;

/** SQLite's own limit where a table is named. */
const mostInTable = 100;

const problemsIn = (found: readonly string[]): string[] =>
  found.flatMap((text) => text.split('\n')).map((line) => shownText(line, 500));

/** Says that SQLite ended a check because it had found so many problems. */
function limitReached(found: readonly string[], most: number, table?: string): string[] {
  const problems = found.flatMap((text) => text.split('\n')).filter((line) => !line.startsWith('***'));
  const where = table === undefined ? '' : ` in ${shownName(table)}`;
  return problems.length < most ? [] : [`the check stopped after ${most} problems${where}; there may be more`];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Returns true if a check stopped at a virtual table, or at a function or collation that another program defined. */
const stopsAtOneTable = (error: unknown): boolean =>
  codeOf(error) === 'SQLITE_CORRUPT_VTAB' || /^(?:unknown function|no such collation)/.test(messageOf(error));

/** Checks table by table, so that only those that cannot be checked are left out. */
function checkTables(db: Db, action: 'integrity_check' | 'quick_check'): string[] {
  const names = db
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all();
  const lines: string[] = [];
  const failed: string[] = [];
  for (const name of names) {
    try {
      const found = db
        .prepare<[], string>(`PRAGMA ${action}(${quoteText(name)})`)
        .pluck()
        .all();
      if (found.length > 1 || found[0] !== 'ok')
        lines.push(...limitReached(found, mostInTable, name), ...problemsIn(found));
    } catch (error) {
      failed.push(`not checked: ${shownName(name)}: ${shownText(messageOf(error), 300)}`);
    }
  }
  const checked = `${count(names.length - failed.length, 'table')} checked${lines.length === 0 ? ': ok' : ''}`;
  return [checked, ...lines, ...remedies(db, [...lines, ...failed]), ...failed];
}

/** Names what rebuilds the indexes in which faults were found. */
function remedies(db: Db, lines: readonly string[]): string[] {
  const virtual = db
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%USING%fts%'`)
    .pluck()
    .all()
    .filter((name) => lines.some((line) => /fts\d/i.test(line) && line.includes(name)));
  const rebuilds = virtual.map((name) => `INSERT INTO ${shownName(name)}(${shownName(name)}) VALUES('rebuild')`);
  return [
    ...(rebuilds.length > 0 ? [`Rebuild full-text indexes with execute: ${rebuilds.join('; ')}`] : []),
    ...(lines.some((line) => /\bindex\b/.test(line) && !/fts\d/i.test(line))
      ? ['Rebuild indexes with maintain: action "reindex"']
      : []),
  ];
}

/** Keeps a database in order. Everything that is run here is written here. */
export function maintain(fs: Confined, { target, action }: OnTarget & { action: Maintenance }): string {
  const { db } = connect(fs, target, 'writer');
  if (target.path !== undefined) assertOwnJournal(lookUp(fs, target.path));
  const size = () => (target.path === undefined ? undefined : lookUp(fs, target.path).stat?.size);
  try {
    const before = size();
    const said = act(db, action);
    const after = size();
    const sizes =
      before === undefined || after === undefined || before === after
        ? ''
        : `; ${readableSize(before)} -> ${readableSize(after)}`;
    return `[${action} of ${target.name}${sizes}]\n${said}`;
  } catch (error) {
    throw explained(error, target.name);
  }
}

function act(db: Db, action: Maintenance): string {
  switch (action) {
    case 'integrity_check':
    case 'quick_check': {
      const lines: string[] = [];
      try {
        for (const line of db.prepare<[], string>(`PRAGMA ${action}(${mostProblems})`).pluck().iterate())
          lines.push(...problemsIn([line]));
        lines.unshift(...limitReached(lines, mostProblems));
      } catch (error) {
        if (stopsAtOneTable(error)) return checkTables(db, action).join('\n');
        // SQLite stops at damage that it cannot read past; what it found before is the answer.
        if (lines.length === 0 && !codeOf(error)?.startsWith('SQLITE_CORRUPT')) throw error;
        lines.push(`the check stopped: ${shownText(messageOf(error), 300)}`);
        lines.push('Restore a backup, or rescue what can be read with the sqlite3 shell: .recover');
      }
      return [...lines, ...remedies(db, lines)].join('\n');
    }
    case 'foreign_key_check': {
      const broken = db
        .prepare<[], { table: string; rowid: number | null; parent: string }>(
          'SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT 51',
        )
        .all();
      if (broken.length === 0) return 'ok';
      const lines = broken
        .slice(0, mostProblems)
        .map(
          ({ table, rowid, parent }) =>
            `${shownName(table)} rowid ${rowid ?? '?'}: no such row in ${shownName(parent)}`,
        );
      return [
        `${count(lines.length, 'row')}${broken.length > mostProblems ? ' and more' : ''} without the row they refer to`,
        ...lines,
      ].join('\n');
    }
    case 'analyze':
      db.exec('ANALYZE');
      return 'statistics for the planner are up to date';
    case 'optimize':
      db.pragma('optimize');
      return 'done what SQLite found useful';
    case 'vacuum':
      db.exec('VACUUM');
      return 'rebuilt without free pages';
    case 'reindex':
      db.exec('REINDEX');
      return 'all indexes were rebuilt';
    case 'checkpoint': {
      const mode = String(db.pragma('journal_mode', { simple: true }));
      if (mode !== 'wal') return `nothing to do: the journal mode is ${mode}, not WAL`;
      const [row] = db
        .prepare<[], { busy: number; log: number; checkpointed: number }>('PRAGMA wal_checkpoint(TRUNCATE)')
        .all();
      return row?.busy === 1
        ? 'not complete: another program is reading or writing'
        : 'the log was written into the database';
    }
  }
}
