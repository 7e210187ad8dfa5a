import { ToolError, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import type { Connection } from '../engine/connection.ts';
import type { Db } from '../engine/driver.ts';
import { isForeignKey } from '../engine/failures.ts';
import { newViolations, violations } from '../engine/foreign-keys.ts';
import { transact } from '../engine/transaction.ts';
import type { Admitted } from '../gate/gate.ts';
import { shownName } from '../present/text.ts';
import type { ExecuteParams } from './execute.ts';
import { withoutForeignKeys } from './rebuild.ts';
import { runStatement } from './run-statement.ts';

/** Violations that are named in an error. */
const mostNamed = 5;

/**
 * Runs `act`. If a foreign key fails, which SQLite says without naming key, table or row, the statements run once more with
 * the check put off, and are rolled back: the rows that then refer to nothing are the reason.
 */
export function namingKeys<R>(
  fs: Confined,
  connection: Connection,
  statements: readonly Admitted[],
  params: ExecuteParams,
  job: Job,
  act: () => R,
): R {
  try {
    return act();
  } catch (error) {
    const cause = error instanceof ToolError ? error.cause : error;
    if (!isForeignKey(cause) || !connection.db.open) throw error;
    const again = (before?: () => void) => rerun(fs, connection, statements, params, job, before);
    let named = again(() => void connection.db.pragma('defer_foreign_keys=ON'));
    // RESTRICT is never put off: only without the checks do the statements run to their end.
    if (named.length === 0) named = withoutForeignKeys(connection, true, statements, () => again());
    if (named.length === 0) named = restricting(connection.db);
    if (named.length === 0 && statements.some(({ drops }) => drops !== undefined)) throw replaced(cause);
    if (named.length === 0) throw error;
    const more = named.length > mostNamed ? `; and ${named.length - mostNamed} more` : '';
    throw new ToolError('conflict', `FOREIGN KEY constraint failed: ${named.slice(0, mostNamed).join('; ')}${more}.`, {
      cause,
    });
  }
}

/** SQLite counts rows that refer to nothing when a table is dropped, and does not look again when another takes its name. */
const replaced = (cause: unknown): ToolError =>
  new ToolError(
    'conflict',
    'FOREIGN KEY constraint failed: a deferred key refers to the table that is dropped, and a table that takes its name does not count. foreign_keys: "off" rebuilds a table that others refer to.',
    { cause },
  );

function rerun(
  fs: Confined,
  connection: Connection,
  statements: readonly Admitted[],
  params: ExecuteParams,
  job: Job,
  prepare: () => void = () => {},
): string[] {
  const { db } = connection;
  try {
    return transact(fs, connection, job, () => {
      prepare();
      const before = violations(db);
      for (const statement of statements) runStatement(connection, statement, params, []);
      const after = violations(db);
      const fresh = newViolations(before, after);
      // A row that already referred to nothing, and was written again.
      return { keep: false, result: fresh.length > 0 ? fresh : [...after.values()] };
    });
  } catch {
    // The first failure is the one that is reported.
    return [];
  }
}

/** The keys that forbid to delete or renumber the rows they refer to. */
const restricting = (db: Db): string[] =>
  db
    .prepare<[], { child: string; column: string; parent: string }>(
      `SELECT DISTINCT l.name AS child, k."from" AS "column", k."table" AS parent
        FROM pragma_table_list AS l JOIN pragma_foreign_key_list(l.name) AS k
        WHERE l.schema = 'main' AND 'RESTRICT' IN (k.on_delete, k.on_update)`,
    )
    .all()
    .map(
      ({ child, column, parent }) =>
        `rows of ${shownName(parent, 80)} that ${shownName(child, 80)}(${shownName(column, 80)}) refers to may not go (RESTRICT)`,
    );
