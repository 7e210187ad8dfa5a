import { ToolError } from '@mcp-reference/kit/sandbox';
import { shapeOf } from '../engine/catalogue.ts';
import { assertCommits } from '../engine/commit-check.ts';
import type { Connection } from '../engine/connection.ts';
import type { Db } from '../engine/driver.ts';
import { isForeignKey } from '../engine/failures.ts';
import { newViolations, violations, type Violations } from '../engine/foreign-keys.ts';

/** Violations that are named in an error. */
const mostNamed = 5;

/** Carries the rows that refer to nothing, which can only be read before the rollback. */
class OpenKeys extends Error {
  readonly after: Violations;

  constructor(after: Violations, cause: unknown) {
    super('Rows refer to nothing.', { cause });
    this.after = after;
  }
}

/**
 * Fails as COMMIT would fail, in a preview as in the import.
 * @throws OpenKeys for foreign keys whose check was put off.
 */
export function assertKeysHold(db: Db, table: string): void {
  try {
    assertCommits(db);
  } catch (error) {
    throw isForeignKey(error) ? new OpenKeys(violations(db, [table]), error) : error;
  }
}

/** Runs `act`, and names the rows that refer to nothing since then. By that time they were rolled back. */
export function namingOpenKeys<R>({ db }: Connection, table: string, act: () => R): R {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof OpenKeys)) throw error;
    const before: Violations = shapeOf(db, table) === undefined ? new Map() : violations(db, [table]);
    const fresh = newViolations(before, error.after).slice(0, mostNamed);
    const which = fresh.length > 0 ? `: ${fresh.join('; ')}` : '';
    throw new ToolError('conflict', `FOREIGN KEY constraint failed${which}; nothing was imported.`, { cause: error });
  }
}
