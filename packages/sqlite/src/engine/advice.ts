import { admitWrite, type Admitted } from '../gate/gate.ts';
import type { Token } from '../gate/tokens.ts';
import { quoteName } from '../present/text.ts';
import { driver, type Db } from './driver.ts';
import { measure, type Times } from './measure.ts';
import { candidatesFor, nameOf, type Candidate } from './candidates.ts';
import { planOf, scanned, sorts, type Step } from './plan.ts';
import { tableNames, tables, type Table } from './schema.ts';

/** An index that was tried, and changed the plan for the better. */
export interface Advice {
  sql: string;
  plan: Step[];
}

/** Indexes that help, and the times of the query without and with them; no times where it cannot be run. */
export interface Advised {
  indexes: Advice[];
  times: Times | undefined;
}

/** Rows that are counted to tell the planner how large a table is. */
const mostCounted = 1_000_000;

/**
 * Finds indexes that SQLite itself would use: each candidate is made in a copy of the schema in memory, with the statistics
 * of the tables, and the plan is made again. Indexes that do not change the plan are left out. Then rows are copied too, and
 * the query is timed without and with the indexes.
 */
export function adviseOn(db: Db, { sql, tokens, kind }: Admitted, values: readonly unknown[], runs: boolean): Advised {
  const clone = cloneOf(db, kind === 'query' ? tablesIn(db, tokens) : undefined);
  try {
    const all = tables(clone);
    const aliases = aliasesIn(tokens, all);
    const indexes: Advice[] = [];
    let plan = planOf(clone, sql, values);
    clone.exec('SAVEPOINT advice');
    for (const name of new Set(plan.flatMap((step) => scanned(step) ?? []))) {
      const table = aliases.get(name.toLowerCase());
      if (table === undefined || table.kind !== 'table') continue;
      const best = bestFor(clone, table, tokens, { sql, values, plan, name });
      if (best === undefined) continue;
      indexes.push(best);
      clone.exec(best.sql);
      plan = best.plan;
    }
    clone.exec('ROLLBACK TO advice; RELEASE advice');
    const used = [...new Set([...aliases.values()].filter((table) => table.kind === 'table').map(({ name }) => name))];
    const isRun = runs && kind === 'query' && indexes.length > 0;
    const times = isRun
      ? tryTo(() => measure(db, clone, used, { sql, values, indexes: indexes.map((one) => one.sql) }))
      : undefined;
    return { indexes, times };
  } finally {
    clone.close();
  }
}

/** The tables that a query names; undefined if it names a view, which can read any table. */
function tablesIn(db: Db, tokens: readonly Token[]): ReadonlySet<string> | undefined {
  const words = new Set(tokens.map(({ text }) => text.toLowerCase()));
  const named = tableNames(db).filter(({ name }) => words.has(name.toLowerCase()));
  return named.some(({ kind }) => kind === 'view') ? undefined : new Set(named.map(({ name }) => name));
}

/** The schema without data, and how many rows there are; of all tables, or only of some. */
function cloneOf(db: Db, only: ReadonlySet<string> | undefined): Db {
  const clone = new (driver())(':memory:');
  clone.pragma('trusted_schema=0');
  const objects = db
    .prepare<[], { sql: string; table: string }>(
      `SELECT sql, tbl_name AS "table" FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY type = 'view', type = 'index'`,
    )
    .all();
  for (const { sql, table } of objects) if (only?.has(table) !== false) tryTo(() => make(clone, sql));
  clone.exec('ANALYZE');
  const analysed = db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'`).get() !== undefined;
  const put = clone.prepare('INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES (?, ?, ?)');
  if (analysed)
    for (const row of db.prepare('SELECT tbl, idx, stat FROM sqlite_stat1').raw().all() as unknown[][]) put.run(...row);
  else {
    for (const { name, kind } of tableNames(db)) {
      if (kind !== 'table' || only?.has(name) === false) continue;
      const rows = db
        .prepare(`SELECT count(*) FROM (SELECT 1 FROM main.${quoteName(name)} LIMIT ${mostCounted})`)
        .pluck()
        .get();
      put.run(name, null, String(rows));
    }
  }
  // Statistics are read when the schema is.
  clone.exec('ANALYZE sqlite_schema');
  return clone;
}

/** A schema is only text in a file: what is in it passes the gate like any other text, and is one statement. */
function make(clone: Db, sql: string): void {
  const [only, second] = admitWrite(sql);
  if (only?.kind === 'schema' && second === undefined) clone.prepare(only.sql).run();
}

/** Leaves out objects that cannot be copied, such as a virtual table of a missing module. */
function tryTo<R>(act: () => R): R | undefined {
  try {
    return act();
  } catch {
    // The plan is then asked for without it, and fails if it is needed.
    return undefined;
  }
}

/** The tables that a text may mean by each name in it. */
function aliasesIn(tokens: readonly Token[], all: readonly Table[]): Map<string, Table> {
  const aliases = new Map<string, Table>();
  const byName = new Map(all.map((table) => [table.name.toLowerCase(), table]));
  for (const [index, { kind, text }] of tokens.entries()) {
    const table = kind === 'id' || kind === 'name' ? byName.get(text.toLowerCase()) : undefined;
    if (table === undefined) continue;
    aliases.set(table.name.toLowerCase(), table);
    const next = tokens[index + 1];
    const alias = next?.word === 'AS' ? tokens[index + 2] : next;
    if (alias && (alias.kind === 'id' || alias.kind === 'name') && !clauses.has(alias.word))
      aliases.set(alias.text.toLowerCase(), table);
  }
  return aliases;
}

const clauses = new Set([
  'WHERE',
  'JOIN',
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'CROSS',
  'NATURAL',
  'ON',
  'USING',
  'GROUP',
  'ORDER',
  'LIMIT',
  'HAVING',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'WINDOW',
  'SET',
  'INDEXED',
  'NOT',
]);

interface Asked {
  sql: string;
  values: readonly unknown[];
  plan: Step[];
  /** The table's name in the plan. */
  name: string;
}

function bestFor(
  clone: Db,
  table: Table,
  tokens: readonly Token[],
  { sql, values, plan, name }: Asked,
): Advice | undefined {
  let best: (Advice & { score: number }) | undefined;
  for (const candidate of candidatesFor(table, tokens)) {
    const create = createOf(table, candidate);
    clone.exec('SAVEPOINT candidate');
    try {
      clone.exec(create);
      const tried = planOf(clone, sql, values);
      const names = candidate.map((parts) => nameOf(table, parts));
      const score = gain(plan, tried, name, names) - candidate.flat().length / 100;
      if (score > 0 && (best === undefined || score > best.score)) best = { sql: create, plan: tried, score };
    } catch {
      // Such an index cannot be made, because there is one of that name.
    } finally {
      clone.exec('ROLLBACK TO candidate; RELEASE candidate');
    }
  }
  return best && { sql: best.sql, plan: best.plan };
}

const createOf = (table: Table, candidate: Candidate): string =>
  candidate
    .map(
      (parts) =>
        `CREATE INDEX ${nameOf(table, parts)} ON ${quoteName(table.name)} (${parts.map(({ sql }) => sql).join(', ')})`,
    )
    .join('; ');

/** Rates a plan with the new indexes: one scan less counts most, then one sort less. */
function gain(before: readonly Step[], after: readonly Step[], name: string, indexes: readonly string[]): number {
  const areUsed = indexes.every((index) => after.some(({ detail }) => detail.includes(` ${index}`)));
  if (!areUsed) return 0;
  const scans = (plan: readonly Step[]) => plan.filter((step) => scanned(step) === name).length;
  const sorted = (plan: readonly Step[]) => plan.filter(sorts).length;
  return 2 * (scans(before) - scans(after)) + (sorted(before) - sorted(after));
}
