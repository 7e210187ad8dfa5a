import { ToolError, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { backupBeside } from '../engine/backup.ts';
import type { Params } from '../engine/bind.ts';
import { connect } from '../engine/connection.ts';
import { forgetWrites, rememberWrite, schemaVersion } from '../engine/past.ts';
import type { OnTarget } from '../engine/target.ts';
import { transact } from '../engine/transaction.ts';
import { admitWrite, type Admitted } from '../gate/gate.ts';
import { attempt, type Attempt, type Watch } from './attempt.ts';
import { namingKeys } from './name-keys.ts';
import { withoutForeignKeys } from './rebuild.ts';

export interface ExecuteParams extends OnTarget {
  sql: string;
  /** For the variables of a single statement. */
  params?: Params | undefined;
  /** A single statement is run once for each of these. */
  sets?: readonly Params[] | undefined;
  dryRun: boolean;
  /** Only one statement that begins with these words. */
  only?: string | undefined;
  /** `off`: foreign keys are not enforced while the statements run, and checked before they are committed. */
  foreignKeys?: 'on' | 'off' | undefined;
  /** The state of the database when the user agreed; undefined before that. */
  agreedAt?: string | undefined;
  /** Rows that may change without asking. */
  confirmRows: number;
  undo: boolean;
  backup: boolean;
  budget: number;
}

export interface Executed extends Omit<Attempt, 'undo' | 'retry'> {
  notes: string[];
  /** The state of the database before. */
  before: string;
  /** Its state after. */
  after: string;
}

/** Runs statements in one transaction; or shows what they would do, and rolls them back. */
export async function execute(fs: Confined, params: ExecuteParams, job: Job): Promise<Executed> {
  const { target, agreedAt, dryRun } = params;
  // First, because extensions bring modules that statements may name.
  const connection = connect(fs, target, 'writer');
  const statements = admitted(params);
  const before = connection.stamp();
  if (agreedAt !== undefined && agreedAt !== before)
    throw new ToolError(
      'conflict',
      'The database changed since this was agreed to; nothing was done. Look at it again with dry_run: true.',
    );
  const asks = statements.some(({ destroys }) => destroys !== undefined) || params.foreignKeys === 'off';
  const notes: string[] = [];
  const changesSchema = statements.some(({ kind }) => kind === 'schema');
  if (params.backup && !dryRun && (agreedAt !== undefined || !asks) && changesSchema)
    notes.push(`copy kept as ${await backupBeside(fs, connection)}`);
  const tokens = statements.flatMap((statement) => statement.tokens);
  const run = (watch: Watch) =>
    withoutForeignKeys(connection, params.foreignKeys === 'off', statements, () =>
      namingKeys(fs, connection, statements, params, job, () =>
        transact(fs, connection, job, () => attempt(connection, statements, params, watch), tokens),
      ),
    );
  const keeps = params.undo && !dryRun;
  const watch: Watch = {
    effects: dryRun || asks || agreedAt !== undefined ? 'all' : keeps ? 'rows' : 'none',
    copy: keeps && (changesSchema || params.foreignKeys === 'off'),
  };
  let result = run(watch);
  // At most: rows, then all, then all with a copy.
  while (result.retry !== undefined) result = run(Object.assign(watch, result.retry));
  const { undo, retry: _, ...executed } = result;
  const after = connection.stamp();
  if (params.undo && executed.outcome === 'done') {
    if (undo === undefined) {
      forgetWrites(target);
      notes.push('cannot be undone');
    } else if ('rows' in undo && undo.rows.length === 0) notes.push('nothing to undo');
    else {
      const sql = statements.map((statement) => statement.sql).join('; ');
      rememberWrite(target, { sql, undo, schemaVersion: schemaVersion(connection.db), before, after });
      notes.push('undo_write takes it back');
    }
  }
  return { ...executed, notes, before, after };
}

function admitted({ sql, sets, params, only }: ExecuteParams): Admitted[] {
  const statements = admitWrite(sql);
  if (statements.length > 1 && (sets !== undefined || Object.keys(params ?? {}).length > 0))
    throw new ToolError('invalid', '"params" need a single statement; call execute once for each statement.');
  if (only !== undefined && (statements.length > 1 || !beginsWith(statements[0], only)))
    throw new ToolError(
      'invalid',
      `This tool takes one ${only === '' ? '' : `${only} `}statement; execute takes others.`,
    );
  return statements;
}

const beginsWith = (statement: Admitted | undefined, words: string): boolean =>
  words === '' || words.split(' ').every((one, index) => statement?.tokens[index]?.word === one);
