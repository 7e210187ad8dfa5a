import { ToolError, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { restoreCopy } from '../engine/backup.ts';
import { connect } from '../engine/connection.ts';
import { forgetLast, lastWrite, schemaVersion } from '../engine/past.ts';
import { takeBack } from '../engine/take-back.ts';
import type { OnTarget } from '../engine/target.ts';
import { transact } from '../engine/transaction.ts';
import { count } from '../present/text.ts';
import { withoutForeignKeys } from './rebuild.ts';

/** Characters of the statement that are shown. */
const mostShown = 300;

/** Takes the last write back. Returns what was taken back, in words, and its SQL. */
export async function undo(
  fs: Confined,
  { target, dryRun }: OnTarget & { dryRun: boolean },
  job: Job,
): Promise<{ what: string; sql: string }> {
  const connection = connect(fs, target, 'writer');
  const write = lastWrite(target);
  const sql = write.sql.slice(0, mostShown);
  if ('copy' in write.undo) {
    if (connection.stamp() !== write.after)
      throw new ToolError(
        'conflict',
        'The database was changed since the last write, which can only be undone as a whole; nothing was undone.',
      );
    if (!dryRun) await restoreCopy(fs, connection, write.undo.copy);
    if (!dryRun) remember(fs, target);
    return { what: 'the whole database as it was before', sql };
  }
  const { rows } = write.undo;
  const untouched = connection.stamp() === write.after;
  withoutForeignKeys(connection, true, [], () =>
    transact(fs, connection, job, () => {
      if (write.schemaVersion !== schemaVersion(connection.db))
        throw new ToolError('conflict', 'The schema was changed since the last write, which can no longer be undone.');
      // Where nothing was written since, the rows go back to exactly what they were, broken keys included.
      takeBack(connection.db, rows, { checksKeys: !untouched });
      return { keep: !dryRun, result: undefined };
    }),
  );
  if (!dryRun) remember(fs, target);
  return { what: count(rows.filter(({ table }) => !table.name.startsWith('sqlite_')).length, 'row'), sql };
}

function remember(fs: Confined, target: OnTarget['target']): void {
  const connection = connect(fs, target, 'writer');
  forgetLast(target, { after: connection.stamp(), schemaVersion: schemaVersion(connection.db) });
}
