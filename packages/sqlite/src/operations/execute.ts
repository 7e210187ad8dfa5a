import { ToolError, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { backupBeside } from '../engine/backup.ts';
import { bind, type Params } from '../engine/bind.ts';
import { schemaChanges, schemaObjects } from '../engine/catalogue.ts';
import { connect, type Connection } from '../engine/connection.ts';
import { Observer } from '../engine/observer.ts';
import { readPage, RowWriter } from '../engine/page.ts';
import { rememberWrite } from '../engine/past.ts';
import { describeChanges } from '../engine/report.ts';
import type { OnTarget } from '../engine/target.ts';
import { transact } from '../engine/transaction.ts';
import { admitWrite, type Admitted } from '../gate/gate.ts';
import { count, quoteName } from '../text.ts';

export interface ExecuteParams extends OnTarget {
  sql: string;
  /** For the variables of a single statement. */
  params?: Params | undefined;
  /** A single statement is run once for each of these. */
  sets?: readonly Params[] | undefined;
  dryRun: boolean;
  /** Only one statement that begins with these words. */
  only?: string | undefined;
  /** What the database was when the user agreed; undefined before that. */
  agreedAt?: string | undefined;
  /** Rows that may change without asking. */
  confirmRows: number;
  undo: boolean;
  backup: boolean;
  budget: number;
}

export interface Executed {
  outcome: 'done' | 'dry run' | 'needs consent';
  /** Why consent is needed, in words. */
  reasons: string[];
  statements: number;
  /** Rows that changed in all. */
  rows: number;
  /** Of them, those that triggers and foreign keys changed. */
  indirect: number;
  /** A line each: what changed in which table, samples, schema changes. */
  report: string[];
  /** Rows that the statements answered, as text. */
  answered: string[];
  notes: string[];
  /** What the database was before. */
  before: string;
  /** What it is after. */
  after: string;
}

const sampled = { rows: 3, bytes: 100_000 };
const remembered = { rows: 20_000, bytes: 32_000_000 };
/** Rows that are answered by statements with RETURNING. */
const mostAnswered = 100;

/** Runs statements in one transaction; or shows what they would do, and undoes them. */
export async function execute(fs: Confined, params: ExecuteParams, job: Job): Promise<Executed> {
  const { target, agreedAt, dryRun } = params;
  const statements = admitWrite(params.sql);
  if (statements.length > 1 && (params.sets !== undefined || Object.keys(params.params ?? {}).length > 0))
    throw new ToolError('invalid', 'params go with a single statement; run the statements one by one.');
  const { only } = params;
  if (only !== undefined && (statements.length > 1 || !beginsWith(statements[0], only)))
    throw new ToolError(
      'invalid',
      `This tool takes one ${only === '' ? '' : `${only} `}statement; execute takes others.`,
    );
  const connection = connect(fs, target, 'writer');
  const before = connection.stamp();
  if (agreedAt !== undefined && agreedAt !== before)
    throw new ToolError(
      'conflict',
      'The database was changed since this was agreed to; nothing was done. Look at it again with dry_run: true.',
    );
  const destroys = statements.flatMap((statement) => statement.destroys ?? []);
  const notes: string[] = [];
  if (
    params.backup &&
    !dryRun &&
    (agreedAt !== undefined || destroys.length === 0) &&
    statements.some(({ kind }) => kind === 'schema')
  )
    notes.push(`copy kept as ${await backupBeside(fs, connection)}`);
  const attempt = (watch: boolean) =>
    transact(fs, connection, job, () => run(connection, statements, params, watch, destroys));
  let result = attempt(dryRun || params.undo || (destroys.length > 0 && agreedAt === undefined));
  // Once more, to see which rows they are.
  if (result.outcome === 'needs consent' && result.report.length === 0) result = attempt(true);
  const { remember, ...executed } = result;
  if (params.undo && remember) notes.push(remember());
  return { ...executed, notes, before, after: connection.stamp() };
}

interface Attempt extends Omit<Executed, 'before' | 'after' | 'notes'> {
  /** Notes what was done, to be undone; for when it is committed. */
  remember?: (() => string) | undefined;
}

function run(
  connection: Connection,
  statements: readonly Admitted[],
  params: ExecuteParams,
  watch: boolean,
  destroys: readonly string[],
): { keep: boolean; result: Attempt } {
  const { db, target } = connection;
  const { dryRun, agreedAt, confirmRows } = params;
  const changesSchema = statements.some(({ kind }) => kind === 'schema');
  const schema = changesSchema ? schemaObjects(db) : undefined;
  const noting = params.undo && !dryRun ? remembered : sampled;
  const observer = watch ? new Observer(db, noting) : undefined;
  const total = () => Number(db.prepare('SELECT total_changes()').pluck().get());
  const first = total();
  let direct = 0;
  let added = 0;
  const answered: string[] = [];
  const taken: string[] = [];
  try {
    observer?.start();
    for (const statement of statements) {
      if (statement.kind === 'schema') {
        observer?.stop();
        taken.push(...takenBy(connection, statement));
      }
      const changed = runOne(connection, statement, params, answered);
      direct += changed;
      if (statement.adds) added += changed;
      if (!db.inTransaction)
        throw new ToolError('conflict', 'A trigger or an OR ROLLBACK ended the transaction; nothing was changed.');
      if (statement.kind === 'schema') observer?.start();
    }
    observer?.stop();
  } finally {
    observer?.close();
  }
  const all = total() - first;
  // Virtual tables count what they write behind the scenes.
  const virtual =
    db.prepare(`SELECT 1 FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual'`).get() !== undefined;
  const rows = virtual ? direct : Math.max(direct, changesSchema ? 0 : all);
  const reasons = [...destroys];
  // What only comes on top can be removed again.
  const touched = rows - added;
  if (touched > confirmRows)
    reasons.push(`${count(touched, 'row')} would be changed or removed, more than ${confirmRows}`);
  const report = observer ? [...describeChanges(observer, params.budget), ...taken] : [];
  if (schema) report.push(...schemaChanges(schema, schemaObjects(db)));
  const result: Attempt = {
    outcome: 'done',
    reasons,
    statements: statements.length,
    rows,
    indirect: rows - direct,
    report,
    answered,
  };
  if (dryRun) return { keep: false, result: { ...result, outcome: 'dry run' } };
  if (reasons.length > 0 && agreedAt === undefined)
    return { keep: false, result: { ...result, outcome: 'needs consent' } };
  const remember = observer && (() => rememberWrite(db, target, observer, { statements, all, changesSchema }));
  return { keep: true, result: { ...result, remember } };
}

function runOne(
  connection: Connection,
  statement: Admitted,
  { params, sets, budget }: ExecuteParams,
  answered: string[],
): number {
  const prepared = connection.prepare(statement.sql);
  let changed = 0;
  for (const one of sets ?? [params]) {
    const values = bind(statement.tokens, one);
    if (!prepared.reader) {
      changed += prepared.run(...values).changes;
      continue;
    }
    prepared.raw(true).safeIntegers(true);
    const columns = prepared.columns();
    const writer = new RowWriter(columns, { objects: false, cell: 1_000 });
    const rows = prepared.iterate(...values) as IterableIterator<readonly unknown[]>;
    try {
      const { lines, ended } = readPage(rows, writer, { limit: mostAnswered, budget: Math.max(500, budget / 4) });
      if (answered.length < mostAnswered)
        answered.push(
          `[${count(lines.length, 'row')}${ended ? '' : ' shown of more'}; ${columns.map(({ name }) => name).join(', ')}]`,
          ...lines,
        );
    } finally {
      rows.return?.();
    }
    if (!prepared.readonly) changed += Number(connection.prepare('SELECT changes()').pluck(true).get());
  }
  return changed;
}

const beginsWith = (statement: Admitted | undefined, words: string): boolean =>
  words === '' || words.split(' ').every((one, index) => statement?.tokens[index]?.word === one);

/** What DROP TABLE takes with it row by row is seen by no trigger: it is counted beforehand. */
function takenBy({ db }: Connection, { destroys }: Admitted): string[] {
  const table = /^DROP TABLE (.*)$/s.exec(destroys ?? '')?.[1];
  if (table === undefined) return [];
  const exists = db
    .prepare(`SELECT 1 FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE`)
    .get(table);
  if (exists === undefined) return [];
  const rows = Number(
    db
      .prepare(`SELECT count(*) FROM main.${quoteName(table)}`)
      .pluck()
      .get(),
  );
  return [`${table}: ${count(rows, 'row')} dropped with the table`];
}
