import type { Confined } from '@mcp-reference/kit/sandbox';
import { connect } from '../engine/connection.ts';
import { lookUp } from '../engine/file.ts';
import type { Db } from '../engine/driver.ts';
import { codeOf, explained } from '../engine/failures.ts';
import { assertOwnJournal } from '../engine/journal.ts';
import type { OnTarget } from '../engine/target.ts';
import { count, readableSize, shownName, shownText } from '../present/text.ts';

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
          lines.push(...line.split('\n').map((one) => shownText(one, 500)));
      } catch (error) {
        // SQLite stops at damage that it cannot read past; what it found before is the answer.
        if (lines.length === 0 && !codeOf(error)?.startsWith('SQLITE_CORRUPT')) throw error;
        lines.push(`the check stopped: ${shownText(error instanceof Error ? error.message : String(error), 300)}`);
        lines.push('Restore a backup, or rescue what can be read with the sqlite3 shell: .recover');
      }
      return lines.join('\n');
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
