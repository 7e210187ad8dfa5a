import type { Connection } from './connection.ts';

/**
 * Runs `act` on one state of the database. Schema and data that other programs change meanwhile become visible after it,
 * so the columns of a statement and its rows belong together. All iterators must be closed when `act` returns.
 */
export function inSnapshot<R>(connection: Connection, act: () => R): R {
  const { db } = connection;
  db.exec('BEGIN');
  try {
    connection.refresh();
    return act();
  } finally {
    if (db.open && db.inTransaction) db.exec('COMMIT');
  }
}
