import { ToolError, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { connect } from '../engine/connection.ts';
import { forgetLast, lastWrite, takeBack } from '../engine/past.ts';
import type { OnTarget } from '../engine/target.ts';
import { transact } from '../engine/transaction.ts';

/** Characters of the statement that are shown. */
const mostShown = 300;

/** Takes the last write back, in a transaction of its own. */
export function undo(
  fs: Confined,
  { target, dryRun }: OnTarget & { dryRun: boolean },
  job: Job,
): { rows: number; sql: string } {
  const connection = connect(fs, target, 'writer');
  const write = transact(fs, connection, job, () => {
    const { db } = connection;
    const last = lastWrite(db, target);
    const total = () => Number(db.prepare('SELECT total_changes()').pluck().get());
    const first = total();
    db.pragma('defer_foreign_keys=1');
    takeBack(db, last);
    if (total() - first !== last.changes.length)
      throw new ToolError(
        'conflict',
        'Triggers or foreign keys would change more rows than the write did; nothing was undone.',
      );
    return { keep: !dryRun, result: last };
  });
  if (!dryRun) forgetLast(target);
  return { rows: write.changes.length, sql: write.sql.slice(0, mostShown) };
}
