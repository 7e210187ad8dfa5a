import type { Admitted } from '../gate/gate.ts';
import { unbound } from './bind.ts';
import type { Db } from './driver.ts';

/** The tables that a statement may write. */
export interface Written {
  /** Ordinary tables of the schema "main", also those that only triggers and foreign keys write. */
  tables: string[];
  /** True if it writes a virtual table; the bytecode does not say which. */
  virtual: boolean;
}

interface Opcode {
  opcode: string;
  p1: number;
  p2: number;
  p3: number;
  p5: number;
}

/** In P5 of OpenWrite: the root page is in a register, because the table is only being created. */
const rootInRegister = 0x10;
const mainDatabase = 0;

/**
 * The tables that SQLite opens for writing when it runs a statement, read from its bytecode (sqlite.org/opcode.html):
 * triggers, foreign key actions and INSTEAD OF triggers are programs within it, so nothing they do is missed.
 */
export function writtenBy(db: Db, { sql, tokens, kind }: Admitted): Written {
  // EXPLAIN cannot be explained, and like the pragmas that are allowed it writes nothing.
  if (kind === 'explain' || kind === 'explained change' || kind === 'pragma') return { tables: [], virtual: false };
  const program = db.prepare<unknown[], Opcode>(`EXPLAIN ${sql}`).all(...unbound(tokens));
  const roots = new Set<number>();
  let virtual = false;
  for (const { opcode, p1, p2, p3, p5 } of program) {
    if (opcode === 'OpenWrite' && p3 === mainDatabase && (p5 & rootInRegister) === 0) roots.add(p2);
    else if (opcode === 'Clear' && p2 === mainDatabase) roots.add(p1);
    else if (opcode === 'Destroy' && p3 === mainDatabase) roots.add(p1);
    else if (opcode === 'VUpdate') virtual = true;
  }
  const tables = db
    .prepare<[string], string>(
      `SELECT DISTINCT tbl_name FROM sqlite_schema WHERE rootpage IN (SELECT value FROM json_each(?)) AND rootpage > 1`,
    )
    .pluck()
    .all(JSON.stringify([...roots]));
  return { tables, virtual };
}

/** Returns true if a statement, a trigger or a table's rule can remove a row by REPLACE, which triggers may not see. */
export function mayReplace(db: Db, { tokens }: Admitted, tables: readonly string[]): boolean {
  const said = tokens.some(({ word }, index) => word === 'REPLACE' && tokens[index + 1]?.text !== '(');
  if (said) return true;
  const texts = db
    .prepare<[string], string>(
      `SELECT sql FROM sqlite_schema WHERE sql LIKE '%REPLACE%'
        AND (type = 'trigger' OR (type = 'table' AND name IN (SELECT value FROM json_each(?))))`,
    )
    .pluck()
    .all(JSON.stringify(tables));
  return texts.some((sql) => /\bREPLACE\b(?!\s*\()/i.test(sql));
}

/** Returns true if the database has triggers on these tables, or on any view. */
export function hasTriggers(db: Db, tables: readonly string[]): boolean {
  const found = db
    .prepare<[string], number>(
      `SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND (tbl_name COLLATE NOCASE IN (SELECT value FROM json_each(?))
        OR tbl_name IN (SELECT name FROM sqlite_schema WHERE type = 'view')) LIMIT 1`,
    )
    .get(JSON.stringify(tables));
  return found !== undefined;
}
