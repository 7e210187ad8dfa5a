import { ToolError, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import type { Token } from '../gate/tokens.ts';
import { disconnect, type Connection } from './connection.ts';
import { lookUp } from './file.ts';
import { explained, isBusy } from './failures.ts';
import { assertOwnJournal } from './journal.ts';

/** Milliseconds between two tries while another program holds a lock, at first and at most. */
const pauses = { first: 5, most: 200 };

/**
 * Runs `act` in a transaction that this server owns, from its beginning again while other programs hold locks. What
 * `act` returns decides whether it is kept.
 */
export function transact<R>(
  fs: Confined,
  connection: Connection,
  job: Job,
  act: () => { keep: boolean; result: R },
  tokens: readonly Token[] = [],
): R {
  const { db, target } = connection;
  const until = Math.min(job.deadline - 200, Date.now() + target.patience);
  if (target.path !== undefined) assertOwnJournal(lookUp(fs, target.path));
  for (let pause = pauses.first; ; pause = Math.min(pause * 2, pauses.most)) {
    try {
      db.exec('BEGIN IMMEDIATE');
      connection.refresh();
      const { keep, result } = act();
      if (!db.inTransaction)
        throw new ToolError('conflict', 'A trigger or an OR ROLLBACK ended the transaction; nothing was changed.');
      if (keep) commit(connection, job, until);
      else db.exec('ROLLBACK');
      return result;
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      // What was announced is not so any more.
      job.mark?.('rolled back');
      if (!isBusy(error) || Date.now() > until) throw explained(error, target.name, { db, tokens });
      wait(pause);
    } finally {
      if (db.open && db.prepare('SELECT count(*) FROM sqlite_temp_schema').pluck().get() !== 0) disconnect(connection);
    }
  }
}

/** Announces the commit: if this process is ended from here on, the outcome is unknown. */
function commit({ db }: Connection, job: Job, until: number): void {
  job.mark?.('committing');
  for (;;) {
    try {
      db.exec('COMMIT');
      return;
    } catch (error) {
      // A reader holds the file; the transaction is still there.
      if (!isBusy(error) || !db.inTransaction || Date.now() > until) throw error;
      wait(pauses.first);
    }
  }
}

const wait = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
