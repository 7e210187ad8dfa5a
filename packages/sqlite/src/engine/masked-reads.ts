import type { Admitted } from '../gate/gate.ts';
import { quoteName } from '../present/text.ts';
import { unbound } from './bind.ts';
import type { Db } from './driver.ts';
import { isMasked, maskedIn } from './masks.ts';
import type { Target } from './target.ts';

/** A b-tree of a table with masked columns, and the columns of its entries. `null` stands for an expression. */
interface Tree {
  table: string;
  columns: (string | null)[];
  /** The column that is the key of a table with rowids. */
  alias: string | undefined;
  isTable: boolean;
  /** True if no column of it is answered, such as in the tables of a full-text index. */
  isOpaque?: true;
}

interface Opcode {
  addr: number;
  opcode: string;
  p1: number;
  p2: number;
  p3: number;
  p4: string | null;
}

const opens = new Set(['OpenRead', 'OpenWrite', 'ReopenIdx']);
/** Instructions that compare the first P4 columns of an entry. */
const compares = /^(?:Seek(?:GE|GT|LE|LT)|Idx(?:GE|GT|LE|LT)|Found|NotFound|NoConflict)$/;
const orders = new Set(['ORDER', 'GROUP', 'DISTINCT', 'OVER']);
const readsRowid = /^(?:Rowid|SeekRowid|NotExists|Seek(?:GE|GT|LE|LT))$/;

/**
 * The masked columns that a statement reads, as `table.column`, found in its bytecode (sqlite.org/opcode.html): views,
 * subqueries and aliases are resolved there. Tables in `except` are passed over.
 */
export function maskedReads(
  db: Db,
  { sql, tokens, kind }: Admitted,
  target: Target,
  except: readonly string[] = [],
): string[] {
  if (!isMasked(target) || kind === 'explain' || kind === 'explained change' || kind === 'pragma') return [];
  const trees = treesOf(db, target);
  for (const table of except)
    for (const [root, tree] of trees) if (tree.table.toLowerCase() === table.toLowerCase()) trees.delete(root);
  const program = db.prepare<unknown[], Opcode>(`EXPLAIN ${sql}`).all(...unbound(tokens));
  const found = new Set<string>();
  // The order of an index tells the order of its values.
  const sorts = tokens.some(({ word }) => orders.has(word));
  for (const part of programsIn(program)) {
    const cursors = new Map<number, Tree>();
    for (const { opcode, p1, p2, p3 } of part) {
      const tree = opens.has(opcode) && p3 === 0 ? trees.get(p2) : undefined;
      if (tree) cursors.set(p1, tree);
    }
    for (const op of part) {
      const tree = cursors.get(op.p1);
      if (tree)
        for (const column of columnsRead(op, tree, sorts))
          if (isHidden(target, tree, column)) found.add(column === null ? tree.table : `${tree.table}.${column}`);
    }
  }
  if (program.some(({ opcode }) => opcode === 'VOpen'))
    for (const name of indexesOver(db, target)) {
      const pointers = pointersOf(db, name);
      if (program.some(({ opcode, p4 }) => opcode === 'VOpen' && pointers.includes(p4))) found.add(name);
    }
  return [...found];
}

const isHidden = (target: Target, { table, isOpaque }: Tree, column: string | null): boolean =>
  column === null || isOpaque === true || maskedIn(target, table).has(column.toLowerCase());

function columnsRead({ opcode, p2, p4 }: Opcode, tree: Tree, sorts: boolean): readonly (string | null)[] {
  if (sorts && !tree.isTable && (opcode === 'Rewind' || opcode === 'Last')) return tree.columns.slice(0, 1);
  if (tree.isOpaque) return ['Column', 'RowData', 'RowCell'].includes(opcode) ? [null] : [];
  if (opcode === 'Column') return p2 < tree.columns.length ? [tree.columns[p2] ?? null] : [];
  if (opcode === 'RowData' || opcode === 'RowCell') return tree.columns;
  if (tree.alias !== undefined && readsRowid.test(opcode)) return [tree.alias];
  if (tree.isTable && tree.alias === undefined && readsRowid.test(opcode)) return [];
  if (compares.test(opcode)) return tree.columns.slice(0, Number(p4 ?? tree.columns.length) || tree.columns.length);
  return [];
}

/** The main program, and those of triggers, each with its own cursors. */
function programsIn(program: readonly Opcode[]): Opcode[][] {
  const parts: Opcode[][] = [];
  for (const op of program) {
    if (op.addr === 0) parts.push([]);
    parts.at(-1)?.push(op);
  }
  return parts;
}

/** The b-trees of masked tables by root page. */
function treesOf(db: Db, target: Target): Map<number, Tree> {
  const trees = new Map<number, Tree>();
  const rows = db
    .prepare<[], { type: string; name: string; table: string; rootpage: number; wr: number | null }>(
      `SELECT s.type, s.name, s.tbl_name AS "table", s.rootpage, l.wr FROM sqlite_schema AS s
        LEFT JOIN pragma_table_list AS l ON l.schema = 'main' AND l.name = s.tbl_name
        WHERE s.rootpage > 0 AND s.type IN ('table', 'index')`,
    )
    .all();
  const opaque = new Set(['sqlite_stat4', ...shadowsOf(db, target)]);
  for (const { type, name, table, rootpage, wr } of rows) {
    if (opaque.has(table))
      trees.set(rootpage, { table, isTable: false, columns: [], alias: undefined, isOpaque: true });
    if (maskedIn(target, table).size === 0 || opaque.has(table)) continue;
    const isTable = type === 'table' && wr !== 1;
    trees.set(rootpage, {
      table,
      isTable,
      columns: isTable ? storedColumns(db, table) : entryColumns(db, type === 'index' ? name : keyIndexOf(db, table)),
      alias: isTable ? aliasOf(db, table) : undefined,
    });
  }
  return trees;
}

/** The tables in which full-text indexes over masked tables keep their words. */
function shadowsOf(db: Db, target: Target): string[] {
  const indexes = indexesOver(db, target);
  const shadows = db.prepare<[], string>(`SELECT name FROM pragma_table_list WHERE type = 'shadow'`).pluck().all();
  return shadows.filter((name) => indexes.some((index) => name.startsWith(`${index}_`)));
}

/** Generated columns that are not stored have no place in a row. */
const storedColumns = (db: Db, table: string): string[] =>
  db.prepare<[string], string>(`SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden <> 2`).pluck().all(table);

/** The columns of an index's entries; `null` for an expression. */
const entryColumns = (db: Db, index: string): (string | null)[] =>
  db
    .prepare<[string], { cid: number; name: string | null }>(`SELECT cid, name FROM pragma_index_xinfo(?, 'main')`)
    .all(index)
    .map(({ cid, name }) => (cid === -1 ? 'rowid' : name));

const keyIndexOf = (db: Db, table: string): string =>
  db
    .prepare<[string], string>(`SELECT name FROM pragma_index_list(?, 'main') WHERE origin = 'pk'`)
    .pluck()
    .get(table) ?? '';

const aliasOf = (db: Db, table: string): string | undefined => {
  const [only, second] = db
    .prepare<[string], { name: string; type: string }>(
      `SELECT name, type FROM pragma_table_xinfo(?, 'main') WHERE pk > 0`,
    )
    .all(table);
  return only && !second && /^integer$/i.test(only.type) ? only.name : undefined;
};

/** Full-text indexes over the content of masked tables, which they read on their own, and the vocabularies of indexes. */
function indexesOver(db: Db, target: Target): string[] {
  const masked = new Set(Object.keys(target.masked ?? {}).map((name) => name.toLowerCase()));
  return db
    .prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'`)
    .all()
    .filter(({ sql }) => {
      const content = /\bcontent\s*=\s*(?:'([^']*)'|"([^"]*)"|(\w+))/i.exec(sql);
      const table = content?.[1] ?? content?.[2] ?? content?.[3];
      return (table !== undefined && masked.has(table.toLowerCase())) || /\bUSING\s+\W?fts(?:5vocab|4aux)\b/i.test(sql);
    })
    .map(({ name }) => name);
}

/** The addresses by which programs name a virtual table: the same in all programs of a connection. */
function pointersOf(db: Db, table: string): (string | null)[] {
  const program = db.prepare<[], Opcode>(`EXPLAIN SELECT 1 FROM main.${quoteName(table)}`).all();
  return program.flatMap(({ opcode, p4 }) => (opcode === 'VOpen' ? [p4] : []));
}
