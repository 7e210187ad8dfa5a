import { ToolError, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import type { Connection } from '../engine/connection.ts';
import { codeOf } from '../engine/failures.ts';
import { newViolations, violations } from '../engine/foreign-keys.ts';
import { transact } from '../engine/transaction.ts';
import type { Admitted } from '../gate/gate.ts';
import type { ExecuteParams } from './execute.ts';
import { runStatement } from './run-statement.ts';

/** Violations that are named in an error. */
const mostNamed = 5;

/**
 * Runs `act`. If a foreign key fails, which SQLite says without naming key, table or row, the statements run once more with
 * the check put off to the end, and are rolled back: the rows that then refer to nothing are the reason.
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
    if (codeOf(cause) !== 'SQLITE_CONSTRAINT_FOREIGNKEY' || !connection.db.open) throw error;
    const named = failing(fs, connection, statements, params, job);
    if (named.length === 0) throw error;
    const more = named.length > mostNamed ? `; and ${named.length - mostNamed} more` : '';
    throw new ToolError('conflict', `FOREIGN KEY constraint failed: ${named.slice(0, mostNamed).join('; ')}${more}.`, {
      cause,
    });
  }
}

function failing(
  fs: Confined,
  connection: Connection,
  statements: readonly Admitted[],
  params: ExecuteParams,
  job: Job,
): string[] {
  const { db } = connection;
  try {
    return transact(fs, connection, job, () => {
      db.pragma('defer_foreign_keys=ON');
      const before = violations(db);
      for (const statement of statements) runStatement(connection.prepare, statement, params, []);
      return { keep: false, result: newViolations(before, violations(db)) };
    });
  } catch {
    // The first failure is the one that is reported.
    return [];
  }
}
