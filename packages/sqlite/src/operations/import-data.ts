import { ToolError, visible, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { connect, type Connection } from '../engine/connection.ts';
import { shapeOf } from '../engine/catalogue.ts';
import { lookUp } from '../engine/file.ts';
import type { Db } from '../engine/driver.ts';
import { encode, nothingSeen } from '../present/encode.ts';
import { Observer } from '../engine/observer.ts';
import { forgetWrites, mostCopied, rememberWrite, schemaVersion } from '../engine/past.ts';
import { tableNames, tableOf } from '../engine/schema.ts';
import type { OnTarget } from '../engine/target.ts';
import { transact } from '../engine/transaction.ts';
import { mayReplace, writtenBy } from '../engine/written.ts';
import { admitWrite } from '../gate/gate.ts';
import { insert, type Inserted } from '../import/insert.ts';
import { planFor, type OnError, type Plan } from '../import/plan.ts';
import { sourceOf, type Reading, type Source } from '../import/source.ts';
import { assertKeysHold, namingOpenKeys } from './import-keys.ts';
import { existingFile } from './places.ts';
import { countsOf } from '../present/report.ts';
import { count, quoteName, shownName } from '../present/text.ts';

export interface ImportParams extends OnTarget, Reading {
  path: string | undefined;
  content: string | undefined;
  table: string;
  header: boolean;
  types: Readonly<Record<string, string>>;
  dryRun: boolean;
  onError: OnError;
  undo: boolean;
  /** Rows that may be replaced without asking. */
  confirmRows: number;
  /** The state of the database when the user agreed; undefined before that. */
  agreedAt: string | undefined;
}

export interface Imported {
  text: string;
  /** The rows that would be changed or removed, in words, if the user has to be asked. */
  asks: string | undefined;
  state: string;
}

/** Rows that were left out of which a reason is shown. */
const mostReasons = 10;

/** Reads a file into a table in one transaction; a preview does the same and rolls it back. */
export async function importData(fs: Confined, params: ImportParams, job: Job): Promise<Imported> {
  const { target, path, content } = params;
  if ((path === undefined) === (content === undefined))
    throw new ToolError('invalid', 'Give either "path" or "content".');
  const file = path === undefined ? undefined : existingFile(fs, path);
  if (file && target.path !== undefined && file.stat().identity === lookUp(fs, target.path).stat?.identity)
    throw new ToolError('invalid', `"${visible(file.shown)}" is the database itself.`);
  const source = await sourceOf(file ? { file } : { content: content ?? '' }, params);
  try {
    return importRows(fs, source, params, job);
  } finally {
    source.close();
  }
}

function importRows(fs: Confined, source: Source, params: ImportParams, job: Job): Imported {
  const { target, table } = params;
  const connection = connect(fs, target, 'writer');
  const before = connection.stamp();
  if (params.agreedAt !== undefined && params.agreedAt !== before)
    throw new ToolError('conflict', 'The database changed since this was agreed to; nothing was imported.');
  const plan = planFor(source, { ...params, known: knownTable(connection.db, table) }, job);
  const undo = params.undo && !params.dryRun;
  const { result, copy, replaced, touched, effects, shown } = namingOpenKeys(connection, table, () =>
    transact(fs, connection, job, () => attempt(connection, source, plan, { ...params, undo }, job)),
  );
  const asks = !params.dryRun && params.agreedAt === undefined && touched > params.confirmRows;
  const after = connection.stamp();
  const notes = source.notes();
  if (replaced > 0) notes.push(`${count(replaced, 'row')} of the table replaced`);
  notes.push(...effects);
  if (undo && !asks) notes.push(remember(params, connection, copy, { before, after }));
  return {
    text: describe(params, plan, result, shown, [...notes, ...plan.inexact], source),
    asks: asks
      ? [replaced > 0 && `replace ${replaced.toLocaleString('en-US')} of its rows`, ...effects]
          .filter(Boolean)
          .join('; ')
      : undefined,
    state: after,
  };
}

function knownTable(db: Db, table: string) {
  const exists = tableNames(db).some(({ name }) => name.toLowerCase() === table.toLowerCase());
  const known = exists ? tableOf(db, table) : undefined;
  if (known && known.kind !== 'table')
    throw new ToolError('invalid', `${shownName(table)} is a ${known.kind}; rows can be imported into tables.`);
  return known;
}

interface Attempt {
  result: Inserted;
  copy: Buffer | undefined;
  replaced: number;
  /** Rows that are changed or removed, in all tables. */
  touched: number;
  /** Changes of other tables, in words. */
  effects: string[];
  shown: string[];
}

function attempt(
  connection: Connection,
  source: Source,
  plan: Plan,
  params: ImportParams,
  job: Job,
): { keep: boolean; result: Attempt } {
  const { db } = connection;
  const { table, dryRun, agreedAt, confirmRows, undo } = params;
  const size = Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
  const copy = undo && size <= mostCopied ? db.serialize() : undefined;
  const rowsIn = () =>
    Number(
      db
        .prepare(`SELECT count(*) FROM main.${quoteName(table)}`)
        .pluck()
        .get(),
    );
  const exists = plan.create === undefined;
  const rows = exists ? rowsIn() : 0;
  const observer = exists ? observerFor(db, table, plan) : undefined;
  try {
    const result = insert(connection, source, plan, params, job);
    const replaced = exists ? Math.max(0, rows + result.inserted - rowsIn()) : 0;
    const { touched, effects } = observer ? changesBy(observer, table) : { touched: replaced, effects: [] };
    const agreed = agreedAt !== undefined || touched <= confirmRows;
    const shown = stored(db, table, plan, result.first);
    const keep = !dryRun && agreed;
    assertKeysHold(db, table);
    return { keep, result: { result, copy, replaced, touched, effects, shown } };
  } finally {
    observer?.close();
  }
}

/** An observer where more than the rows of the table may change: triggers, foreign keys, REPLACE. */
function observerFor(db: Db, table: string, { columns }: Plan): Observer | undefined {
  const values = columns.map(() => '?').join(', ');
  const [statement] = admitWrite(
    `INSERT INTO main.${quoteName(table)} (${columns.map(quoteName).join(', ')}) VALUES (${values})`,
  );
  if (statement === undefined) return undefined;
  const { tables, virtual } = writtenBy(db, statement);
  const isPlain =
    !virtual && tables.every((name) => name.toLowerCase() === table.toLowerCase() || name === 'sqlite_sequence');
  if (isPlain && !mayReplace(db, statement, tables)) return undefined;
  const observer = new Observer(db, { changesSchema: false, documents: true, statements: [statement] });
  observer.before(statement, true);
  return observer;
}

function changesBy(observer: Observer, table: string): { touched: number; effects: string[] } {
  const { tables, unknown } = observer.effects();
  const others = tables.filter(({ name }) => name.toLowerCase() !== table.toLowerCase());
  return {
    touched: tables.reduce((sum, { updated, deleted }) => sum + updated + deleted, 0),
    effects: [...others.map(countsOf), ...unknown],
  };
}

/** The first rows as they are in the table. */
function stored(db: Db, table: string, { columns }: Plan, rowids: readonly bigint[]): string[] {
  const rowid = shapeOf(db, table)?.key.rowid;
  if (rowid === undefined) return [];
  try {
    const read = db
      .prepare<[bigint], unknown[]>(
        `SELECT ${columns.map(quoteName).join(', ')} FROM main.${quoteName(table)} WHERE ${rowid} = ?`,
      )
      .raw()
      .safeIntegers(true);
    return rowids.map(
      (one) => `[${(read.get(one) ?? []).map((value) => encode(value, 200, nothingSeen())).join(',')}]`,
    );
  } catch {
    // More columns than a result may have.
    return [];
  }
}

function remember(
  { target, path, table }: ImportParams,
  { db }: Connection,
  copy: Buffer | undefined,
  state: { before: string; after: string },
): string {
  if (copy === undefined) {
    forgetWrites(target);
    return 'cannot be undone';
  }
  const sql = `import of ${path ?? 'content'} into ${shownName(table)}`;
  rememberWrite(target, { sql, undo: { copy }, schemaVersion: schemaVersion(db), ...state });
  return 'undo_write takes it back';
}

function describe(
  { table, dryRun }: ImportParams,
  plan: Plan,
  { inserted, skipped }: Inserted,
  shown: readonly string[],
  notes: readonly string[],
  { format }: Source,
): string {
  const into = `${plan.create === undefined ? 'the existing' : 'a new'} table ${shownName(table)}`;
  const left = skipped.length > 0 ? [`${count(skipped.length, 'row')} skipped`] : [];
  const facts = dryRun
    ? [
        `preview: ${count(inserted, 'row')} (${format}) would go into ${into}`,
        ...left,
        ...notes,
        'nothing was changed; dry_run: false imports',
      ]
    : [`imported ${count(inserted, 'row')} into ${into}`, ...left, ...notes];
  const definition = plan.create ?? `columns: ${plan.columns.map((column) => shownName(column)).join(', ')}`;
  return [
    `[${facts.join('; ')}]`,
    ...(dryRun || plan.create !== undefined ? [visible(definition)] : []),
    ...(dryRun ? shown : []),
    ...skipped.slice(0, mostReasons),
    ...(skipped.length > mostReasons ? [`and ${count(skipped.length - mostReasons, 'more row')}`] : []),
  ].join('\n');
}
