import { ToolError } from '@mcp-reference/kit/sandbox';
import { assertCommits } from '../engine/commit-check.ts';
import type { Connection } from '../engine/connection.ts';
import type { Db } from '../engine/driver.ts';
import { removesDocuments, triggersRemoveDocuments } from '../engine/documents.ts';
import { newViolations, violations, type Violations } from '../engine/foreign-keys.ts';
import { assertKeepsMasks } from '../engine/masked-writes.ts';
import { isMasked } from '../engine/masks.ts';
import type { Effects } from '../engine/effects.ts';
import { Observer } from '../engine/observer.ts';
import { mostCopied, mostRows, type Undo } from '../engine/past.ts';
import { describeEffects } from '../present/report.ts';
import { isExact } from '../engine/take-back.ts';
import { mayReplace, writtenBy } from '../engine/written.ts';
import type { Admitted } from '../gate/gate.ts';
import { count, quoteName, shownName } from '../present/text.ts';
import type { ExecuteParams } from './execute.ts';
import { assertViewsWork, brokenViews } from './rebuild.ts';
import { runStatement } from './run-statement.ts';

/** The parts of a run that are observed. */
export interface Watch {
  /** `none` where SQLite's own count is exact, `rows` of ordinary tables, `all` with those of virtual tables. */
  effects: 'none' | 'rows' | 'all';
  /** True to copy the database first, so that it can be put back. */
  copy: boolean;
}

export interface Attempt {
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
  /** The means to take it back; undefined if there is none. */
  undo: Undo | undefined;
  /** It was rolled back, and is to be run again like this. */
  retry?: Partial<Watch> | undefined;
}

/** Runs the statements in the transaction that is open, and decides whether they are kept. */
export function attempt(
  { db, prepare }: Connection,
  statements: readonly Admitted[],
  params: ExecuteParams,
  watch: Watch,
): { keep: boolean; result: Attempt } {
  const { dryRun, agreedAt, confirmRows } = params;
  const changesSchema = statements.some(({ kind }) => kind === 'schema');
  const keysOff = params.foreignKeys === 'off';
  const again = (retry: Partial<Watch>) => ({ keep: false, result: { ...nothing, retry } });
  if (watch.effects === 'none' && !isPlain(db, statements, changesSchema)) return again({ effects: 'rows' });
  const mayEmptyIndex = () => statements.some(({ tokens }) => removesDocuments(tokens)) || triggersRemoveDocuments(db);
  if (watch.effects === 'rows' && agreedAt === undefined && mayEmptyIndex()) return again({ effects: 'all' });
  const copy = watch.copy ? copyOf(db) : undefined;
  const violated = keysOff ? violations(db) : undefined;
  const views = changesSchema ? brokenViews(db) : undefined;
  const lost = statements.flatMap((statement) => valuesLost(db, statement));
  const observer =
    watch.effects === 'none'
      ? undefined
      : new Observer(db, { changesSchema, documents: watch.effects === 'all', statements });
  const total = () => Number(db.prepare('SELECT total_changes()').pluck().get());
  const first = total();
  const answered: string[] = [];
  let direct = 0;
  let added = 0;
  try {
    for (const [index, statement] of statements.entries()) {
      if (isMasked(params.target)) assertKeepsMasks(db, statement, params.target, writtenBy(db, statement).tables);
      observer?.before(statement, index === statements.length - 1);
      const changed = runStatement({ db, prepare }, statement, params, answered);
      direct += changed;
      if (statement.adds) added += changed;
      if (!db.inTransaction)
        throw new ToolError('conflict', 'A trigger or an OR ROLLBACK ended the transaction; nothing was changed.');
    }
    const counted = total() - first - (observer?.noted() ?? 0);
    if (violated) assertKeysHold(violated, db, statements);
    if (views && keysOff) assertViewsWork(db, views);
    const effects = observer?.effects();
    const tally = effects ? tallyOf(effects) : { rows: counted, touched: counted - added };
    // SQLite counts what virtual tables write behind the scenes, so that this is the most it can be.
    const most =
      effects?.virtual && watch.effects === 'rows' ? Math.max(tally.touched, counted - added) : tally.touched;
    if (most > confirmRows && watch.effects !== 'all' && agreedAt === undefined) return again({ effects: 'all' });
    const undo = params.undo && !dryRun ? undoOf(observer, effects, copy) : undefined;
    if (params.undo && !dryRun && undo === undefined && !watch.copy && fits(db)) return again({ copy: true });
    const reasons = statements.flatMap(({ destroys }) => destroys ?? []);
    if (tally.touched > confirmRows)
      reasons.push(`${count(tally.touched, 'row')} would be changed or removed, more than ${confirmRows}`);
    if (keysOff) reasons.push('foreign keys are not enforced while it runs');
    reasons.push(...(effects?.unknown ?? []));
    // Rows that are only added can be removed again by hand.
    if (params.undo && !dryRun && undo === undefined && tally.touched > 0) reasons.push('it could not be undone');
    const report = effects ? [...describeEffects(effects, params.budget, params.target), ...lost] : [];
    const rows = Math.max(tally.rows, effects?.virtual && watch.effects === 'rows' ? direct : 0);
    const result: Attempt = {
      outcome: 'done',
      reasons,
      statements: statements.length,
      rows,
      indirect: changesSchema ? 0 : Math.max(0, rows - direct),
      report,
      answered,
      undo,
    };
    if (!dryRun && (reasons.length === 0 || agreedAt !== undefined)) return { keep: true, result };
    if (!dryRun && watch.effects !== 'all') return again({ effects: 'all' });
    assertCommits(db);
    if (dryRun) return { keep: false, result: { ...result, outcome: 'dry run' } };
    return { keep: false, result: { ...result, outcome: 'needs consent' } };
  } finally {
    observer?.close();
  }
}

const nothing: Attempt = {
  outcome: 'needs consent',
  reasons: [],
  statements: 0,
  rows: 0,
  indirect: 0,
  report: [],
  answered: [],
  undo: undefined,
};

/** True if SQLite's own count of changes is exact: no schema change, no virtual table, no REPLACE. */
const isPlain = (db: Db, statements: readonly Admitted[], changesSchema: boolean): boolean =>
  !changesSchema &&
  statements.every((statement) => {
    const { tables, virtual } = writtenBy(db, statement);
    return !virtual && !mayReplace(db, statement, tables);
  });

function tallyOf({ tables }: Effects): { rows: number; touched: number } {
  let rows = 0;
  let touched = 0;
  for (const { inserted, updated, deleted } of tables) {
    rows += inserted + updated + deleted;
    touched += updated + deleted;
  }
  return { rows, touched };
}

function undoOf(
  observer: Observer | undefined,
  effects: Effects | undefined,
  copy: Buffer | undefined,
): Undo | undefined {
  if (copy !== undefined) return { copy };
  if (effects === undefined || effects.virtual || effects.unknown.length > 0) return undefined;
  const rows = observer?.rows(mostRows);
  return rows === undefined || !isExact(rows) ? undefined : { rows };
}

const pagesOf = (db: Db): number =>
  Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
const fits = (db: Db): boolean => pagesOf(db) <= mostCopied;
const copyOf = (db: Db): Buffer | undefined => (fits(db) ? db.serialize() : undefined);

/** With foreign keys switched off, SQLite checks none: rows that refer to nothing since then fail the write. */
function assertKeysHold(before: Violations, db: Db, statements: readonly Admitted[]): void {
  const fresh = newViolations(before, violations(db), renamesIn(statements));
  if (fresh.length === 0) return;
  const some = fresh.slice(0, 10).join('; ');
  throw new ToolError(
    'conflict',
    `FOREIGN KEY constraint failed: ${some}${fresh.length > 10 ? `; and ${fresh.length - 10} more` : ''}. Nothing was changed.`,
  );
}

/** The names that tables get, by those that they had before the statements. */
function renamesIn(statements: readonly Admitted[]): Map<string, string> {
  const renames = new Map<string, string>();
  for (const { alters } of statements) {
    if (alters?.renamedTo === undefined) continue;
    const [from, to] = [alters.table.toLowerCase(), alters.renamedTo.toLowerCase()];
    const first = [...renames].find(([, now]) => now === from)?.[0] ?? from;
    renames.set(first, to);
  }
  return renames;
}

/** The values that go with a column. */
function valuesLost(db: Db, { alters }: Admitted): string[] {
  if (alters?.dropped === undefined) return [];
  try {
    const values = db
      .prepare(`SELECT count(${quoteName(alters.dropped)}) FROM main.${quoteName(alters.table)}`)
      .pluck()
      .get();
    return [
      `${shownName(alters.table)}: ${count(Number(values), 'value')} removed with the column ${shownName(alters.dropped)}`,
    ];
  } catch {
    // The statement itself says what is wrong with its names.
    return [];
  }
}
