import { ToolError } from '@mcp-reference/kit/sandbox';
import type { Connection } from '../engine/connection.ts';
import type { Db } from '../engine/driver.ts';
import type { Admitted } from '../gate/gate.ts';
import { quoteName, shownName } from '../present/text.ts';

/**
 * Runs `act` with foreign keys switched off, as SQLite's procedure for rebuilding a table asks
 * (sqlite.org/lang_altertable.html, section 7). They can only be switched outside a transaction.
 */
export function withoutForeignKeys<R>(
  { db }: Connection,
  off: boolean,
  statements: readonly Admitted[],
  act: () => R,
): R {
  if (!off) return act();
  // Otherwise RENAME fails on a view of the table that was dropped and is about to come back.
  const legacy = rebuilds(statements);
  db.pragma('foreign_keys=OFF');
  if (legacy) db.pragma('legacy_alter_table=ON');
  try {
    return act();
  } finally {
    if (db.open) {
      db.pragma('foreign_keys=ON');
      db.pragma('legacy_alter_table=OFF');
    }
  }
}

/** True if a table takes the name of one that was dropped. */
export function rebuilds(statements: readonly Admitted[]): boolean {
  const dropped = new Set(statements.flatMap(({ drops }) => drops?.toLowerCase() ?? []));
  return statements.some(({ alters }) => dropped.has(alters?.renamedTo?.toLowerCase() ?? '\0'));
}

/** Views that cannot be read, with the reason. */
export function brokenViews(db: Db): Map<string, string> {
  const broken = new Map<string, string>();
  for (const name of db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'view'`).pluck().all()) {
    try {
      db.prepare(`SELECT * FROM main.${quoteName(name)} LIMIT 0`);
    } catch (error) {
      broken.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return broken;
}

/** @throws ToolError `conflict` if a view no longer works that did. */
export function assertViewsWork(db: Db, before: ReadonlyMap<string, string>): void {
  for (const [name, reason] of brokenViews(db))
    if (!before.has(name))
      throw new ToolError(
        'conflict',
        `The view ${shownName(name)} would no longer work (${reason}); nothing was changed.`,
      );
}
