import { driver, type Db } from './driver.ts';
import { temporaryName } from './temporary-name.ts';

/** SQLite names neither key nor row. */
const keyFailed = ['FOREIGN KEY constraint failed', 'SQLITE_CONSTRAINT_FOREIGNKEY'] as const;

/**
 * Fails as COMMIT would fail, and leaves the transaction open: a preview runs this before it is rolled back.
 * @throws the error that SQLite gives for virtual tables that cannot write what they held back, and for foreign keys
 * whose check was put off.
 */
export function assertCommits(db: Db): void {
  // A savepoint makes virtual tables write their changes, as COMMIT does.
  db.exec('SAVEPOINT mcp_flush; RELEASE mcp_flush');
  if (hasOpenKeys(db)) throw new (driver().SqliteError)(...keyFailed);
}

/**
 * Returns true if SQLite counts rows whose deferred key refers to nothing. The count decides, and `foreign_key_check` can
 * differ from it: a table that takes the name of a dropped one does not bring back the rows that keys refer to.
 *
 * Only COMMIT reads the count, with one exception: a table with a deferred key that is dropped is emptied first, unless the
 * count is zero. So a temporary table shows by the number of changes whether it was emptied.
 */
function hasOpenKeys(db: Db): boolean {
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();
  const [parent, child] = [temporaryName(), temporaryName()];
  db.exec(
    `CREATE TEMP TABLE ${parent}(id INTEGER PRIMARY KEY);
     CREATE TEMP TABLE ${child}(parent REFERENCES ${parent} DEFERRABLE INITIALLY DEFERRED);
     INSERT INTO temp.${child} VALUES (NULL)`,
  );
  const before = changes.get();
  db.exec(`DROP TABLE temp.${child}`);
  const wasEmptied = changes.get() !== before;
  db.exec(`DROP TABLE temp.${parent}`);
  return wasEmptied;
}
